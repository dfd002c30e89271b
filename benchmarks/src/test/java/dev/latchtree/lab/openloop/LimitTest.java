package dev.latchtree.lab.openloop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.latchtree.lab.measure.LatencyRecorder;
import dev.latchtree.lab.measure.Workers.Outcome;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitTest {

  @ParameterizedTest
  @CsvSource({
    "100, 0,   0, true",
    "95,  5,   0, true",
    "94,  6,   0, false",
    "100, 0,  11, true",
    "100, 0,  12, false",
    "0,   0,   0, false",
  })
  void shouldLookAtTheLateAndAtThoseNotServed(int quick, int late, int unserved, boolean kept) {
    LatencyRecorder latency = new LatencyRecorder();
    for (int i = 0; i < quick + unserved; i++) {
      latency.record(1_000_000);
    }
    for (int i = 0; i < late; i++) {
      latency.record(2_000_000_000L);
    }
    Outcome outcome =
        new Outcome(quick + late, quick + late, 1, latency, 0, null, unserved, 0, 1, null);
    assertEquals(kept, new Limit(Duration.ofMillis(300)).isKept(outcome));
  }
}
