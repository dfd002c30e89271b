package dev.latchtree.pagefile;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** Asserts that something is refused in words that help. */
public final class Refusals {

  private Refusals() {}

  /** The exception of exactly this type, whose message has all of {@code parts} in it. */
  public static <T extends Throwable> T assertRefused(
      Class<T> type, Executable what, String... parts) {
    T refusal = assertThrows(type, what);
    String message = String.valueOf(refusal.getMessage());
    for (String part : parts) {
      assertTrue(message.contains(part), "'" + part + "' missing in: " + message);
    }
    return refusal;
  }
}
