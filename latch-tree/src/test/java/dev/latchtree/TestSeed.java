package dev.latchtree;

/** Seeds of random tests: {@code -Dlatchtree.seed=...}. */
final class TestSeed {

  private TestSeed() {}

  /** A seed from the command line or a new one; printed, so that a failure can be repeated. */
  static long of(Object test) {
    long seed = Long.getLong("latchtree.seed", System.nanoTime());
    System.out.println(test.getClass().getSimpleName() + ": -Dlatchtree.seed=" + seed);
    return seed;
  }
}
