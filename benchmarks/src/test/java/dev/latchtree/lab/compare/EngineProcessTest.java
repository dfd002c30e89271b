package dev.latchtree.lab.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.Mode;
import dev.latchtree.lab.measure.OwnMemory;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
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
  private static final long HEAP = 64L << 20;

  @TempDir Path directory;

  private EngineProcess process(Engine engine, Mode mode, long heap, long pool) throws IOException {
    return new EngineProcess(
        engine,
        Comparisons.group("g", mode, 1_000, "get, put"),
        new MemoryBudget(heap + pool, heap, pool),
        directory.resolve(engine.name()));
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
    try (EngineProcess process = process(Engine.SKIP_LIST_LONG, Mode.MEMORY, HEAP, 0)) {
      assertEquals(before, children(), "none before it is needed");
      process.prepare(Workload.GET, 1, SHORT);
      Set<Long> during = children();
      assertEquals(before.size() + 1, during.size());
      Sample sample = process.run(Workload.GET, 2, SHORT);
      assertTrue(sample.figure() > 0);
      assertTrue(sample.counts().containsKey("cores"));
      assertEquals(
          OwnMemory.bytes().isPresent(), sample.counts().containsKey(EngineMain.OWN_MEMORY));
      assertEquals(during, children());
    }
    assertEquals(before, children());
  }

  @Test
  void shouldFillADurableStoreWithoutSyncsAndTimeEachPut() throws IOException {
    try (EngineProcess process = process(Engine.BLINK, Mode.DURABLE, HEAP, HEAP)) {
      process.prepare(Workload.PUT, 2, SHORT);
      Sample sample = process.run(Workload.PUT, 2, SHORT);
      assertTrue(assertNotNullLatency(sample) > 0);
      assertTrue(Objects.requireNonNull(sample.fsyncs()) > 0, "puts wait for syncs");
      assertTrue(Files.isDirectory(directory.resolve("BLINK").resolve("store-1")));
    }
  }

  private static long assertNotNullLatency(Sample sample) {
    assertNotNull(sample.latency());
    return Objects.requireNonNull(sample.latency()).count();
  }

  @Test
  void shouldSayWhoFailedAndWhy() throws IOException {
    try (EngineProcess process = process(Engine.COARSE_LOCK, Mode.MEMORY, HEAP, 1 << 16)) {
      IOException failure =
          assertThrows(IOException.class, () -> process.prepare(Workload.GET, 1, SHORT));
      assertTrue(
          message(failure).startsWith("latchtree:COARSE_LOCK, asked to prepare GET"),
          () -> message(failure));
      assertTrue(message(failure).contains("is too small"), () -> message(failure));
      assertSame(
          failure,
          assertThrows(IOException.class, () -> process.run(Workload.GET, 1, SHORT)),
          "nobody knows what state it is in");
    }
  }

  @Test
  void shouldShowTheLastWordsOfAProcessThatDied() throws IOException {
    try (EngineProcess process = process(Engine.SKIP_LIST_BYTES, Mode.MEMORY, 1, 0)) {
      IOException failure =
          assertThrows(IOException.class, () -> process.prepare(Workload.PUT, 1, SHORT));
      assertTrue(message(failure).contains("its process has ended"), () -> message(failure));
      assertTrue(message(failure).contains("heap"), () -> message(failure));
    }
  }
}
