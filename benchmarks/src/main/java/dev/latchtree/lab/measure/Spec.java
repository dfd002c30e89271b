package dev.latchtree.lab.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a probe measures; the fields are those of a {@link dev.latchtree.lab.report.Cell}.
 *
 * @param settings in the order in which they are shown
 */
public record Spec(
    String workload,
    String engine,
    Map<String, String> settings,
    @Nullable String durability,
    int threads,
    String unit) {

  /** What {@code --only} is matched against, and what progress shows. */
  public String name() {
    return workload
        + ", "
        + engine
        + (settings.isEmpty() ? "" : ", " + String.join(" ", settings.values()))
        + ", "
        + threads
        + (threads == 1 ? " thread" : " threads");
  }

  /**
   * Settings from names and values in turn; a {@code null} value does not apply and is left out.
   */
  public static Map<String, String> settings(@Nullable String... namesAndValues) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String name = namesAndValues[i];
      String value = namesAndValues[i + 1];
      if (name != null && value != null) {
        settings.put(name, value);
      }
    }
    return settings;
  }
}
