package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.PageLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a pool tells about itself: counters and flight-recorder events. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolStatsTest {

  private static final int FRAMES = 32;

  private static BufferPool open() throws Exception {
    return BufferPool.open(
        new HeapStorage(),
        Pages.FILE,
        PoolOptions.builder()
            .pageSize(PageLayout.MIN_PAGE_SIZE)
            .frames(FRAMES)
            .backgroundWriter(false)
            .build());
  }

  @Test
  void shouldCountEachThingOnceWhereItHappens() throws Exception {
    try (BufferPool pool = open()) {
      assertEquals(
          new PoolStats(FRAMES, FRAMES, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), pool.stats());
      for (int i = 0; i < 6; i++) {
        Pages.create(pool, i);
      }
      assertEquals(6, pool.stats().pages());
      assertEquals(FRAMES - 6, pool.stats().freeFrames());
      assertEquals(0, pool.stats().hits(), "a new page is neither hit nor miss");

      pool.flush();
      assertEquals(6, pool.stats().pagesWritten());
      assertEquals(1, pool.stats().writes(), "neighbours share one");
      assertEquals(1, pool.stats().syncs());
      pool.flush();
      assertEquals(1, pool.stats().writes(), "nothing was dirty");
      assertEquals(2, pool.stats().syncs());

      Pages.read(pool, 1);
      assertEquals(1, pool.stats().hits());
      assertTrue(pool.tryEvict(1));
      assertFalse(pool.tryEvict(1), "it is not there");
      assertEquals(1, pool.stats().evictions());
      assertEquals(0, pool.stats().misses());
      Pages.read(pool, 1);
      assertEquals(1, pool.stats().misses());
      assertEquals(2, pool.stats().hits(), "a fix that missed finds the page in the end");

      try (Operation op = pool.begin()) {
        op.restart();
        assertTrue(op.guard(0).fixExclusive(2, null));
        TestThreads.Task<Long> reader = TestThreads.start(() -> Pages.read(pool, 2));
        TestThreads.awaitTrue(() -> pool.stats().latchWaits() == 1, "the reader to wait");
        op.guard(0).unfix();
        assertEquals(1, reader.get());
      }
      assertEquals(1, pool.stats().restarts());
      Pages.free(pool, 6);
      assertEquals(5, pool.stats().pages());
      assertEquals(0, pool.stats().foregroundSweeps());
      assertEquals(0, pool.stats().frameWaits());
    }
  }

  @Test
  void shouldCountTheHitsOfAllThreads() throws Exception {
    try (BufferPool pool = open()) {
      long id = Pages.create(pool, 1);
      TestThreads.runTogether(
          8,
          () -> {
            for (int i = 0; i < 1000; i++) {
              Pages.read(pool, id);
            }
          });
      assertEquals(8000, pool.stats().hits());
    }
  }

  @Test
  void shouldRecordWaitsEvictionsAndLoadsWithTheirPages(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("pool.jfr");
    try (Recording recording = new Recording();
        BufferPool pool = open()) {
      for (String event : List.of("LatchWait", "PageEviction", "PageLoad")) {
        recording.enable("dev.latchtree." + event).withoutThreshold();
      }
      recording.start();
      Pages.createAll(pool, 3);
      assertTrue(pool.tryEvict(2)); // dirty
      pool.flush();
      assertTrue(pool.tryEvict(3)); // clean
      Pages.read(pool, 2);
      try (Operation op = pool.begin()) {
        assertTrue(op.guard(0).fixShared(1, null));
        TestThreads.Task<Boolean> writer =
            TestThreads.run(() -> Pages.write(pool, 1, 5)).awaitBlocked();
        op.guard(0).unfix();
        writer.get();
      }
      recording.stop();
      recording.dump(file);
    }
    assertTrue(Files.size(file) > 0);
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    List<RecordedEvent> evictions = named(events, "PageEviction");
    assertEquals(List.of(2L, 3L), pages(evictions));
    assertTrue(evictions.get(0).getBoolean("written"));
    assertFalse(evictions.get(1).getBoolean("written"));
    assertEquals(List.of(2L), pages(named(events, "PageLoad")));
    List<RecordedEvent> waits = named(events, "LatchWait");
    assertEquals(List.of(1L), pages(waits));
    assertEquals("EXCLUSIVE", waits.get(0).getString("mode"));
    assertTrue(waits.get(0).getDuration().toNanos() > 0);
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("dev.latchtree." + name))
        .toList();
  }

  private static List<Long> pages(List<RecordedEvent> events) {
    return events.stream().map(event -> event.getLong("page")).toList();
  }
}
