package dev.latchtree.lab.measure;

import dev.latchtree.lab.report.Environment;

/**
 * Memory in large pages, for all engines alike: where a store is larger than what the processor
 * translates by heart, each miss of a small page adds a walk through the page tables. Linux gives
 * them to who asks; JVMs ask for their heap by a flag, the C library for what it allocates by a
 * variable, so engines that lie on the heap and those that lie outside both have them. Files that
 * an engine maps are the system's business.
 */
public final class LargePages {

  private static final String VARIABLE = "GLIBC_TUNABLES";
  private static final String TUNABLE = "glibc.malloc.hugetlb";

  private LargePages() {}

  /** Lets a JVM ask for them, unless this system has none to give. */
  public static void askFor(ProcessBuilder jvm) {
    askFor(jvm, Environment.largePages());
  }

  static void askFor(ProcessBuilder jvm, String mode) {
    if (mode.equals("madvise") || mode.equals("always")) {
      jvm.command().add(1, "-XX:+UseTransparentHugePages");
      jvm.environment()
          .merge(
              VARIABLE,
              TUNABLE + "=1",
              (own, ours) -> own.contains(TUNABLE) ? own : own + ":" + ours);
    }
  }
}
