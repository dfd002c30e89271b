package dev.latchtree.lab.upkeep;

import dev.latchtree.Verification;
import java.util.stream.Collectors;

/** A store is not what it should be; the message says where. */
public final class DamagedStoreException extends Exception {

  private static final long serialVersionUID = 1L;

  DamagedStoreException(String message) {
    super(message);
  }

  DamagedStoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Names all that was found, one problem a line. */
  static DamagedStoreException of(ClosedStore store, Verification found) {
    return new DamagedStoreException(
        "%s: %,d problems%n%s"
            .formatted(
                store.directory(),
                found.problems().size(),
                found.problems().stream()
                    .map(Verification.Problem::toString)
                    .collect(Collectors.joining(System.lineSeparator()))));
  }
}
