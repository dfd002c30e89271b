package dev.latchtree.wal;

import java.time.Duration;
import java.util.stream.Stream;

/** Every policy, {@code GROUP} with every pacing. */
final class TestPolicies {

  private TestPolicies() {}

  static Stream<SyncPolicy> all() {
    return Stream.of(
        SyncPolicy.always(),
        SyncPolicy.group(),
        SyncPolicy.group(Duration.ofMillis(1), 100, Pacing.GREEDY),
        SyncPolicy.group(Duration.ofMillis(1), 2, Pacing.FULL_WINDOW),
        SyncPolicy.interval(Duration.ofMillis(1)),
        SyncPolicy.os());
  }

  static Stream<SyncPolicy> groups(Duration window) {
    return Stream.of(Pacing.values())
        .map(pacing -> SyncPolicy.group(window, Integer.MAX_VALUE, pacing));
  }
}
