package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.latchtree.pagefile.CorruptPageException;
import dev.latchtree.pagefile.PageFileFailedException;
import dev.latchtree.pagefile.PageFileFullException;
import dev.latchtree.pagefile.PageLayout;
import dev.latchtree.pagefile.PageReadException;
import dev.latchtree.pagefile.PageWriteException;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.storage.StorageLock;
import dev.latchtree.storage.sim.FaultPlan;
import dev.latchtree.storage.sim.SimulatedCrashException;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One life of a pool, cut off at every step of its I/O: a power cut, or an error and then a power
 * cut. What {@link BufferPool#flush()} reported is there afterwards; a page that was written again
 * since may be old, new or torn (mending torn pages is the log's business).
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolCrashTest {

  private static final int PAGE = PageLayout.MIN_PAGE_SIZE;
  private static final int SCRIPT = 70;
  private static final int CRASHES_PER_STEP = 2;

  private static PoolOptions options() {
    return PoolOptions.builder()
        .pageSize(PAGE)
        .frames(16)
        .writeBatch(4)
        .backgroundWriter(false)
        .build();
  }

  /** What the pool promised, and what it may have done beyond. */
  private static final class Model {
    final Map<Long, Long> current = new TreeMap<>();
    Map<Long, Long> promised = new TreeMap<>();
    final Set<Long> touched = new HashSet<>();
    boolean opened;
    boolean finished;

    void flushed() {
      promised = new TreeMap<>(current);
      touched.clear();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void shouldKeepWhatWasFlushedThroughAPowerCutAtAnyStep(int sectorSize) throws Exception {
    atEveryStep(sectorSize, TestRandom.seed(this), true);
  }

  @Test
  void shouldKeepWhatWasFlushedWhenAnyStepFailsAndThePowerAfterIt() throws Exception {
    atEveryStep(512, TestRandom.seed(this), false);
  }

  private static void atEveryStep(int sectorSize, long seed, boolean crash) throws Exception {
    SplittableRandom seeds = new SplittableRandom(seed);
    for (int round = TestRandom.rounds(1); round > 0; round--) {
      long script = seeds.nextLong();
      boolean finished = false;
      for (long step = 1; !finished; step++) {
        for (int i = 0; i < CRASHES_PER_STEP; i++) {
          long at = step;
          LongFunction<FaultPlan> plan =
              crashSeed ->
                  crash
                      ? FaultPlan.none().crashAtStep(at, crashSeed)
                      : FaultPlan.none().failAtStep(at);
          finished = liveAndRecover(sectorSize, script, plan, seeds.nextLong());
        }
      }
    }
  }

  /** Returns whether the life came to its end undisturbed. */
  private static boolean liveAndRecover(
      int sectorSize, long script, LongFunction<FaultPlan> plan, long crashSeed) throws Exception {
    SimulatedDisk disk = new SimulatedDisk(sectorSize);
    disk.install(plan.apply(crashSeed));
    Model model = new Model();
    live(disk.storage(), model, new SplittableRandom(script));
    disk.crash(crashSeed);
    disk.install(FaultPlan.none());
    try {
      verify(disk.boot(), model);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "script %d, crash seed %d:%n%s"
              .formatted(script, crashSeed, String.join("\n", disk.trace())),
          e);
    }
    return model.finished;
  }

  private static void live(Storage storage, Model model, SplittableRandom random) {
    boolean disturbed = false;
    try (BufferPool pool = BufferPool.open(storage, Pages.FILE, options())) {
      model.opened = true;
      try {
        for (int step = 0; step < SCRIPT; step++) {
          act(pool, model, random);
        }
      } catch (RuntimeException fault) {
        requireExpected(fault);
        disturbed = true;
      }
    } catch (IOException | RuntimeException fault) {
      requireExpected(fault);
      disturbed = true;
    }
    if (!disturbed) {
      model.flushed(); // by close()
      model.finished = true;
    }
  }

  private static void requireExpected(Exception fault) {
    if (fault instanceof SimulatedCrashException
        || fault instanceof IOException
        || fault instanceof PageReadException
        || fault instanceof PageWriteException
        || fault instanceof PageFileFullException
        || fault instanceof PageFileFailedException) {
      return;
    }
    fail("not a fault of the disk", fault);
  }

  private static void act(BufferPool pool, Model model, SplittableRandom random) {
    int dice = random.nextInt(10);
    if (dice < 3 || model.current.isEmpty()) {
      long id = Pages.create(pool, 1);
      model.current.put(id, 1L);
      model.touched.add(id);
    } else if (dice < 8) {
      Long[] ids = model.current.keySet().toArray(new Long[0]);
      long id = ids[random.nextInt(ids.length)];
      long value = model.current.getOrDefault(id, 0L) + 1;
      model.touched.add(id);
      model.current.put(id, value);
      Pages.write(pool, id, value);
    } else if (dice == 8) {
      pool.tryEvict(1 + random.nextInt(model.current.size()));
    } else {
      pool.flush();
      model.flushed();
    }
  }

  private static void verify(Storage storage, Model model) throws Exception {
    if (model.opened) {
      assertTrue(storage.exists(Pages.FILE), "an open pool has a file");
    }
    try (BufferPool pool = BufferPool.open(storage, Pages.FILE, options())) {
      for (Map.Entry<Long, Long> promise : model.promised.entrySet()) {
        long id = promise.getKey();
        try {
          long value = Pages.read(pool, id);
          if (model.touched.contains(id)) {
            long newest = model.current.getOrDefault(id, 0L);
            assertTrue(value >= 1 && value <= newest, () -> "page " + id + " has " + value);
          } else {
            assertEquals(promise.getValue(), value, () -> "page " + id);
          }
        } catch (CorruptPageException torn) {
          assertTrue(model.touched.contains(id), () -> "page " + id + " was not touched: " + torn);
        }
      }
      long fresh = Pages.create(pool, 5);
      assertFalse(model.promised.containsKey(fresh), "an id that is in use");
      pool.flush();
      assertEquals(5, Pages.read(pool, fresh));
    }
  }

  /** The test's own test: a disk that lies about syncs must be caught. */
  @Test
  void shouldNoticeAStoreThatForgetsToSync() throws Exception {
    SplittableRandom seeds = new SplittableRandom(TestRandom.seed(this));
    for (int i = 0; i < 500; i++) {
      SimulatedDisk disk = new SimulatedDisk(512);
      Model model = new Model();
      Storage liar = new NoSyncStorage(disk.storage());
      try (BufferPool pool = BufferPool.open(liar, Pages.FILE, options())) {
        for (int page = 0; page < 10; page++) {
          model.current.put(Pages.create(pool, 1), 1L);
        }
        pool.flush();
        model.flushed();
        disk.crash(seeds.nextLong());
      } catch (SimulatedCrashException expected) {
        assertTrue(disk.isCrashed());
      }
      try {
        verify(disk.boot(), model);
      } catch (AssertionError | RuntimeException caught) {
        return;
      }
    }
    fail("500 crashes lost nothing although nothing was synced");
  }

  /** Says that it synced. */
  private record NoSyncStorage(Storage disk) implements Storage {

    @Override
    public StorageFile open(String name, OpenMode mode) throws IOException {
      StorageFile file = disk.open(name, mode);
      return new StorageFile() {
        @Override
        public String describe() {
          return file.describe();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
          return file.read(target, position);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
          return file.write(source, position);
        }

        @Override
        public long size() throws IOException {
          return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
          file.truncate(size);
        }

        @Override
        public void sync() {}

        @Override
        public void close() throws IOException {
          file.close();
        }
      };
    }

    @Override
    public boolean exists(String name) throws IOException {
      return disk.exists(name);
    }

    @Override
    public List<String> list() throws IOException {
      return disk.list();
    }

    @Override
    public void delete(String name) throws IOException {
      disk.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
      disk.rename(from, to);
    }

    @Override
    public void syncDirectory() {}

    @Override
    public StorageLock lock(String name) throws IOException {
      return disk.lock(name);
    }

    @Override
    public String describe(String name) {
      return disk.describe(name);
    }

    @Override
    public void close() throws IOException {
      disk.close();
    }
  }
}
