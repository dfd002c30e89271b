package dev.latchtree.stress.soak;

/** A soak has found something wrong. */
public final class SoakViolation extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String replay;

  SoakViolation(String subject, String part, int threads, long seed, Throwable cause) {
    super("%s, %s: %s".formatted(subject, part, cause.getMessage()), cause);
    replay =
        "./lab stress --protocol %s --threads %d --only %s --seed %d --rounds 1"
            .formatted(subject, threads, part, seed);
  }

  /** The command that goes through it again. */
  public String replay() {
    return replay;
  }
}
