package dev.latchtree.stress.subject;

import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.spi.WaitStrategy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who can be tested. */
public final class Subjects {

  private Subjects() {}

  /** A tree of the engine under one of its protocols. */
  private record OfEngine(LatchProtocol protocol) implements SubjectMaker {

    @Override
    public String name() {
      return protocol.name();
    }

    @Override
    public Subject make(WaitStrategy waits, int pages) {
      return new LatchTreeSubject(protocol, waits, pages);
    }

    @Override
    public boolean isOneStep() {
      return protocol == LatchProtocol.COARSE_LOCK;
    }

    @Override
    public boolean postsLater() {
      return protocol == LatchProtocol.BLINK || protocol == LatchProtocol.OPTIMISTIC_BLINK;
    }
  }

  public static SubjectMaker of(LatchProtocol protocol) {
    return new OfEngine(protocol);
  }

  /** The engine's protocol that a subject runs under, if it is one of the engine's. */
  public static Optional<LatchProtocol> protocolOf(SubjectMaker maker) {
    return maker instanceof OfEngine engine ? Optional.of(engine.protocol) : Optional.empty();
  }

  /** One for each protocol of the engine. */
  public static List<SubjectMaker> ofEngine() {
    return Arrays.stream(LatchProtocol.values()).map(Subjects::of).toList();
  }

  /**
   * A protocol by its name, or a {@link SubjectMaker} by the name of its class.
   *
   * @throws IllegalArgumentException saying what there is
   */
  public static SubjectMaker named(String name, ClassLoader loader) {
    for (LatchProtocol protocol : LatchProtocol.values()) {
      if (protocol.name().equals(name.toUpperCase(Locale.ROOT))) {
        return of(protocol);
      }
    }
    try {
      return loader.loadClass(name).asSubclass(SubjectMaker.class).getConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalArgumentException(
          "no protocol and no class of a SubjectMaker with a public constructor: '%s'; protocols are %s"
              .formatted(name, Arrays.toString(LatchProtocol.values())),
          e);
    }
  }
}
