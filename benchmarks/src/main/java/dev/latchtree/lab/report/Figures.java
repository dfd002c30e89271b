package dev.latchtree.lab.report;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How figures are written in tables: three or so digits that matter, and "-" for none. */
public final class Figures {

  private static final double NANOS_PER_MILLI = 1e6;

  private Figures() {}

  public static String number(@Nullable Number value) {
    if (value == null) {
      return "-";
    }
    double number = value.doubleValue();
    double size = Math.abs(number);
    if (number == 0) {
      return "0";
    }
    String pattern = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.01 ? "%.2f" : "%.4f";
    return String.format(Locale.ROOT, pattern, number);
  }

  /** Smallest and largest round. */
  public static String spread(Cell cell) {
    return number(cell.min()) + " - " + number(cell.max());
  }

  /** As people write it: {@code 1ms}, {@code 0.25ms}, {@code 2s}. */
  public static String duration(Duration duration) {
    double millis = duration.toNanos() / NANOS_PER_MILLI;
    return millis >= 1000 && millis % 1000 == 0
        ? (long) (millis / 1000) + "s"
        : (millis % 1 == 0 ? String.valueOf((long) millis) : String.valueOf(millis)) + "ms";
  }

  /** As people write it: {@code 128B}, {@code 4KiB}, {@code 64MiB}. */
  public static String bytes(long bytes) {
    if (bytes >= 1 << 20 && bytes % (1 << 20) == 0) {
      return (bytes >> 20) + "MiB";
    }
    return bytes >= 1 << 10 && bytes % (1 << 10) == 0 ? (bytes >> 10) + "KiB" : bytes + "B";
  }
}
