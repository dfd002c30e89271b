package dev.latchtree.lab.log;

import dev.latchtree.lab.report.Figures;
import dev.latchtree.wal.Pacing;
import dev.latchtree.wal.SyncPolicy;
import dev.latchtree.wal.SyncPolicy.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to commit that is compared with others.
 *
 * @param engine the log by itself, or with a thread in front of it
 */
record PolicyCase(String engine, SyncPolicy policy) {

  static final String LEADER = "latchtree";
  static final String LOG_THREAD = "log thread";

  private static final List<Duration> WINDOWS =
      List.of(Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10));

  private static final List<Duration> SWEEP =
      List.of(
          Duration.ZERO,
          Duration.ofNanos(250_000),
          Duration.ofNanos(500_000),
          Duration.ofMillis(1),
          Duration.ofMillis(2),
          Duration.ofMillis(3),
          Duration.ofMillis(4));

  /** Every policy, each with the windows people ask about. */
  static List<PolicyCase> all() {
    List<PolicyCase> cases = new ArrayList<>();
    cases.add(new PolicyCase(LEADER, SyncPolicy.always()));
    for (Duration window : WINDOWS) {
      for (Pacing pacing : Pacing.values()) {
        cases.add(group(window, pacing));
      }
    }
    // One committer, the log thread, is never paced: its group is whoever came meanwhile.
    cases.add(
        new PolicyCase(
            LOG_THREAD, SyncPolicy.group(Duration.ofMillis(1), Integer.MAX_VALUE, Pacing.GREEDY)));
    for (Duration period : WINDOWS) {
      cases.add(new PolicyCase(LEADER, SyncPolicy.interval(period)));
    }
    cases.add(new PolicyCase(LEADER, SyncPolicy.os()));
    return cases;
  }

  /** Windows from none to 4 ms, as a ceiling and in full, beside no waiting at all. */
  static List<PolicyCase> sweep() {
    List<PolicyCase> cases = new ArrayList<>();
    cases.add(group(Duration.ofMillis(1), Pacing.GREEDY));
    for (Pacing pacing : List.of(Pacing.ADAPTIVE, Pacing.FULL_WINDOW)) {
      for (Duration window : SWEEP) {
        cases.add(group(window, pacing));
      }
    }
    return cases;
  }

  private static PolicyCase group(Duration window, Pacing pacing) {
    return new PolicyCase(LEADER, SyncPolicy.group(window, Integer.MAX_VALUE, pacing));
  }

  boolean isLogThread() {
    return engine.equals(LOG_THREAD);
  }

  /** Whether a commit shares its sync with others and knows with how many. */
  boolean groups() {
    return policy.kind() == Kind.GROUP;
  }

  @Nullable String window() {
    return policy.kind() == Kind.GROUP || policy.kind() == Kind.INTERVAL
        ? Figures.duration(policy.window())
        : null;
  }

  @Nullable String pacing() {
    return policy.kind() == Kind.GROUP ? policy.pacing().name() : null;
  }

  /** Fit for a directory. */
  String directory() {
    return String.join(
        "-",
        engine.replace(' ', '-'),
        policy.kind().name(),
        String.valueOf(policy.window().toNanos()),
        policy.pacing().name());
  }
}
