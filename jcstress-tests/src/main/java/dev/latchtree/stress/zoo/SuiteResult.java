package dev.latchtree.stress.zoo;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * How a suite has ended; also what its JVM tells the one that has started it, by a file.
 *
 * @param how what can be said of it
 * @param message the first line of the failure, or why it says nothing
 * @param passed tests that had passed by then
 */
record SuiteResult(How how, String message, int passed) {

  /** Exit code of a suite's JVM that has been left alone. */
  static final int NOBODY_WAITS = 75;

  private static final int LONGEST_MESSAGE = 300;

  /** What a suite's end shows. */
  enum How {
    /** At least one test, and all that ran, passed. */
    PASSED,

    /** A test failed: an assertion, or an exception that is not about how the test was started. */
    FAILED,

    /** It did not end in time. */
    HUNG,

    /** It shows nothing: it could not be run as it should. */
    UNFIT
  }

  static SuiteResult passed(int passed) {
    return passed == 0
        ? new SuiteResult(How.UNFIT, "no test ran", 0)
        : new SuiteResult(How.PASSED, "", passed);
  }

  static SuiteResult failed(String test, Throwable thrown) {
    return isUnfit(thrown)
        ? unfit(thrown)
        : new SuiteResult(How.FAILED, firstLine(test + ": " + thrown), 0);
  }

  static SuiteResult unfit(Throwable thrown) {
    return unfit(thrown.toString());
  }

  static SuiteResult unfit(String why) {
    return new SuiteResult(How.UNFIT, firstLine(why), 0);
  }

  static SuiteResult hung(long seconds) {
    return new SuiteResult(How.HUNG, "still running after %d s".formatted(seconds), 0);
  }

  /** Whether a failure is about classes or memory, not about what the engine did. */
  private static boolean isUnfit(Throwable thrown) {
    int depth = 0;
    for (Throwable at = thrown; at != null && depth < 50; at = at.getCause(), depth++) {
      boolean aboutClasses =
          at instanceof ClassNotFoundException
              || at instanceof NoSuchMethodException
              || (at instanceof LinkageError && !(at instanceof ExceptionInInitializerError));
      if (aboutClasses || at instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  private static String firstLine(String text) {
    String line = text.strip().lines().findFirst().orElse("");
    return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + " ...";
  }

  void write(Path file) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("how", how.name());
    properties.setProperty("message", message);
    properties.setProperty("passed", String.valueOf(passed));
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
  }

  static SuiteResult read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return new SuiteResult(
        How.valueOf(properties.getProperty("how")),
        properties.getProperty("message"),
        Integer.parseInt(properties.getProperty("passed")));
  }
}
