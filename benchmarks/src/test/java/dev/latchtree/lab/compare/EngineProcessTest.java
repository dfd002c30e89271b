package dev.latchtree.lab.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.workload.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EngineProcessTest {

  private static final Duration SHORT = Duration.ofMillis(10);
  private static final int ENTRIES = 1_000;
  private static final long HEAP = 64L << 20;

  @TempDir Path directory;

  private EngineProcess process(Engine engine, long heap, long pool) {
    return new EngineProcess(engine, ENTRIES, new MemoryBudget(heap + pool, heap, pool), directory);
  }

  private static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  private static String message(Exception failure) {
    return Objects.requireNonNull(failure.getMessage());
  }

  @Test
  void shouldKeepOneProcessUntilItIsClosed() throws IOException {
    Set<Long> before = children();
    try (EngineProcess process = process(Engine.SKIP_LIST_LONG, HEAP, 0)) {
      assertEquals(before, children(), "none before it is needed");
      process.prepare(Workload.GET, 1, SHORT);
      Set<Long> during = children();
      assertEquals(before.size() + 1, during.size());
      assertTrue(process.run(Workload.GET, 2, SHORT).figure() > 0);
      assertTrue(process.run(Workload.GET, 2, SHORT).counts().containsKey("cores"));
      assertEquals(during, children());
    }
    assertEquals(before, children());
  }

  @Test
  void shouldSayWhoFailedAndWhy() {
    try (EngineProcess process = process(Engine.COARSE_LOCK, HEAP, 1 << 16)) {
      IOException failure =
          assertThrows(IOException.class, () -> process.prepare(Workload.GET, 1, SHORT));
      assertTrue(
          message(failure).startsWith("latchtree:COARSE_LOCK, get with 1 thread(s): failed"),
          () -> message(failure));
      assertTrue(message(failure).contains("is too small"), () -> message(failure));
    }
  }

  @Test
  void shouldShowTheLastWordsOfAProcessThatDied() {
    try (EngineProcess process = process(Engine.SKIP_LIST_BYTES, 1, 0)) {
      IOException failure =
          assertThrows(IOException.class, () -> process.prepare(Workload.PUT, 1, SHORT));
      assertTrue(message(failure).contains("its process has ended"), () -> message(failure));
      assertTrue(message(failure).contains("heap"), () -> message(failure));
    }
  }
}
