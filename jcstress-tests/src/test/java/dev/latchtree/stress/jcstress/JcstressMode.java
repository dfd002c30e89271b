package dev.latchtree.stress.jcstress;

/** What the command line asks of the jcstress suites. */
final class JcstressMode {

  /** The mode of every build. */
  static final String BUILD = "build";

  /** Finds all tests of ours. */
  static final String ALL = "dev\\.latchtree\\..*";

  /** {@link #BUILD} or a preset of jcstress. */
  static final String MODE = System.getProperty("jcstress.mode", BUILD);

  /** A regular expression of the tests that are wanted. */
  static final String FILTER = System.getProperty("jcstress.filter", ALL);

  private JcstressMode() {}
}
