package dev.latchtree.lab.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.spi.LatchProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a map says of real waits; how many there are is chance. */
@Timeout(120)
class LatchRecordingTest {

  private static final Duration SHORT = Duration.ofMillis(60);
  private static final int ENTRIES = 5_000;
  private static final int THREADS = 8;

  @TempDir Path directory;

  @Test
  void shouldFindEveryWaitThatTheStoreHasCounted() throws IOException {
    Variant variant = new Variant(LatchProtocol.BLINK, Waits.USUAL);
    try (ScaleBench bench = ScaleBench.open(variant, ENTRIES)) {
      LatchRecording recording = new LatchRecording(variant, ENTRIES, bench, directory);
      for (ScaleWorkload workload : ScaleWorkload.values()) {
        long before = bench.latchWaits();
        LatchMap map = recording.map(workload, THREADS, SHORT);
        assertTrue(map.operations() > 0);
        assertTrue(map.seconds() > 0);
        long counted = bench.latchWaits() - before;
        // what was appended is removed after the recording, and that may wait too
        assertTrue(map.waits() <= counted, workload::label);
        assertTrue(workload == ScaleWorkload.APPEND || map.waits() == counted, workload::label);
        checkLevels(map);
        assertEquals(List.of(map), LatchMap.of(map.cells()));
      }
    }
  }

  private static void checkLevels(LatchMap map) {
    List<String> names = map.levels().stream().map(LatchMap.Level::name).toList();
    assertTrue(names.containsAll(List.of("level 0", "level 1")), names::toString);
    assertTrue(names.indexOf("level 1") < names.indexOf("level 0"), "from the root down");
    for (LatchMap.Level level : map.levels()) {
      if (level.name().startsWith("level")) {
        long inStretches = level.stretches().stream().mapToLong(Long::longValue).sum();
        assertEquals(level.waits(), inStretches, level::toString);
        assertEquals(Math.min(level.pages(), LatchMap.STRETCHES), level.stretches().size());
      }
      assertEquals(level.waits() == 0, level.latency() == null, level::toString);
      assertTrue(level.pagesWaitedFor() <= level.pages(), level::toString);
      assertTrue(level.pagesWaitedFor() <= level.waits(), level::toString);
    }
    assertTrue(map.hottest().size() <= WaitCounts.HOTTEST);
    for (LatchMap.Page page : map.hottest()) {
      assertTrue(names.contains(page.level()), page::toString);
    }
  }

  @Test
  void shouldSeeWaitsForTheLockAroundATree() throws IOException {
    Variant variant = new Variant(LatchProtocol.COARSE_LOCK, Waits.USUAL);
    try (ScaleBench bench = ScaleBench.open(variant, ENTRIES)) {
      LatchRecording recording = new LatchRecording(variant, ENTRIES, bench, directory);
      LatchMap map;
      do {
        map = recording.map(ScaleWorkload.PUT, THREADS, SHORT);
      } while (!map.levels().get(0).name().equals(LatchMap.TREE_LOCK)); // until two have met
      assertTrue(map.levels().get(0).waits() > 0);
      assertTrue(map.levels().get(0).millis() > 0);
      assertEquals(List.of(map), LatchMap.of(map.cells()));
    }
  }
}
