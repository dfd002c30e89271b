package dev.latchtree.memory;

import java.util.logging.Level;
import java.util.logging.Logger;
import net.openhft.chronicle.core.Jvm;

/**
 * Starts Chronicle quietly, before its first use.
 *
 * <p>Three lines would otherwise reach the console of whoever embeds the library: SLF4J's notice
 * that no provider is bound, and two of {@code java.util.logging} about the buffer cleaner it
 * chose. Neither asks for anything to be done.
 *
 * <p>Chronicle also reads a file {@code system.properties} (or {@code ../system.properties}) from
 * the working directory and adds what is in it to the system properties. It never overwrites one
 * that is set, so it cannot change a setting given on the command line.
 */
final class ChronicleRuntime {

  private static final String SLF4J_VERBOSITY = "slf4j.internal.verbosity";

  // Held for good: java.util.logging keeps loggers weakly and would forget the level.
  private static final Logger CLEANER_NOTICE =
      Logger.getLogger(
          "net.openhft.chronicle.core.internal.cleaner.ReflectionBasedByteBufferCleanerService");

  private ChronicleRuntime() {}

  static synchronized void start() {
    CLEANER_NOTICE.setLevel(Level.OFF);
    boolean unset = System.getProperty(SLF4J_VERBOSITY) == null;
    if (unset) {
      System.setProperty(SLF4J_VERBOSITY, "ERROR");
    }
    try {
      Jvm.init();
    } finally {
      if (unset) {
        System.clearProperty(SLF4J_VERBOSITY);
      }
    }
  }
}
