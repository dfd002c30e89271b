package dev.latchtree.stress.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.LatchStore;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.sim.SimulatedDisk;
import dev.latchtree.stress.crash.Step.Done;
import dev.latchtree.wal.SyncPolicy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged stores: whoever opens one and reads all of it gets what was written, or an exception that
 * names the file and the place. Only where no record, no checkpoint and no clean close proves that
 * more had been durable, a store that was not closed may come back as it was some calls before.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoreFuzzTest {

  private static final int STORES = CrashRuns.SOAK ? 100 : 6;
  private static final int MUTATIONS = CrashRuns.SOAK ? 100 : 35;
  private static final int CALLS = 120;
  private static final int SEGMENT = 1 << 20;
  private static final int SEGMENT_HEADER = 4096;
  private static final int RECORD_HEADER = 32;
  private static final long LIMIT_SECONDS = 20;

  /** A store, undamaged, and what is known of it. */
  private static final class Fixture {
    final CrashSettings settings;
    final CrashModel model = new CrashModel(1);
    final StoreImage image;
    final StoreImage older;

    /** Where the log ended when the store was ready, and after each call. */
    final List<Long> ends = new ArrayList<>();

    /** So many calls lie before a checkpoint. */
    private int checkpointed;

    final TreeMap<String, Long> complete;

    Fixture(boolean closed, long seed) throws IOException {
      SplittableRandom random = new SplittableRandom(seed);
      LatchProtocol[] protocols = LatchProtocol.values();
      LatchProtocol protocol = protocols[random.nextInt(protocols.length)];
      SyncPolicy policy = SyncPolicy.group();
      settings =
          new CrashSettings(
              CrashSettings.small(protocol, policy).build(), policy, 512, 1, CALLS, 24);
      SimulatedDisk disk = new SimulatedDisk();
      int checkpointAt = random.nextInt(CALLS);
      LatchStore store = LatchStore.open(disk.storage(), settings.options());
      ThreadHistory setUp = model.history(Places.SETUP);
      for (Step step : Script.setUp(setUp.current())) {
        setUp.end(setUp.begin(step), step.call().on(store));
      }
      setUp.settle(new TreeMap<>(setUp.current()));
      ends.add(end(store));
      StoreImage before = null;
      ThreadHistory history = model.history(Places.owner(0));
      Script script = new Script(0, 1, settings.slots(), Script.Kinds.WAITING, seed);
      for (int i = 0; i < CALLS; i++) {
        Step step = script.next(history.current());
        history.end(history.begin(step), run(step, store));
        ends.add(end(store));
        if (i == checkpointAt) {
          before = snapshot(disk);
          store.checkpoint();
          checkpointed = i + 1;
        }
      }
      complete = new TreeMap<>(setUp.current());
      complete.putAll(history.current());
      if (closed) {
        store.close();
      } else {
        disk.crash(seed);
        closeAnyway(store);
        disk.boot();
      }
      image = snapshot(disk);
      older = before == null ? image : before;
    }

    private static Done run(Step step, LatchStore store) {
      try {
        return step.call().on(store);
      } catch (IllegalArgumentException refused) { // a batch of too many pages
        assertTrue(String.valueOf(refused.getMessage()).contains("keys on more than"));
        return Done.UNCHANGED;
      }
    }

    private static long end(LatchStore store) {
      return Objects.requireNonNull(store.stats().log()).endLsn();
    }

    /** The files as anybody would read them now, without those that are held as locks. */
    private static StoreImage snapshot(SimulatedDisk disk) throws IOException {
      try (Storage storage = disk.storage()) {
        return StoreImage.of(storage);
      }
    }

    /** Whether the first {@code calls} calls may be all that is left after this damage. */
    boolean mayEndAfter(int calls, List<Damage> damages) {
      if (calls < checkpointed && damages.stream().noneMatch(d -> d.file().equals("control"))) {
        return false;
      }
      // The call after next began when the next one was durable, and its first record says so.
      for (int call = calls + 1; call < CALLS; call++) {
        long from = ends.get(call);
        long to = endOfRecord(from);
        if (from < to && damages.stream().noneMatch(d -> touchesLog(d, from, to))) {
          return false;
        }
      }
      return true;
    }

    /** Where the record ends that begins at {@code lsn}; the same if the crash left none there. */
    private long endOfRecord(long lsn) {
      byte[] segment = image.files().get("%016x.wal".formatted(lsn / SEGMENT));
      int at = (int) (lsn % SEGMENT);
      if (segment == null || at + RECORD_HEADER > segment.length) {
        return lsn;
      }
      ByteBuffer fields = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
      return fields.getLong(at + Long.BYTES) == lsn ? lsn + fields.getInt(at + 4) : lsn;
    }

    private static boolean touchesLog(Damage damage, long from, long to) {
      if (!damage.file().endsWith(".wal")) {
        return false;
      }
      String digits = damage.file().substring(0, damage.file().length() - ".wal".length());
      long start = Long.parseLong(digits, 16) * SEGMENT;
      if (damage.from() < SEGMENT_HEADER) { // without it the file is no segment
        return start < to && from < start + SEGMENT;
      }
      long end = damage.to() == Long.MAX_VALUE ? start + SEGMENT : start + damage.to();
      return start + damage.from() < to && from < end;
    }
  }

  private static void closeAnyway(LatchStore store) {
    try {
      store.close();
    } catch (RuntimeException e) {
      Faults.require(e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldGiveCorrectDataOrSayWhereTheDamageIs(boolean closed) throws Exception {
    Long only = CrashRuns.only();
    SplittableRandom seeds = new SplittableRandom(System.nanoTime());
    int refused = 0;
    int shortened = 0;
    int mutations = 0;
    for (int i = 0; i < (only == null ? STORES : 1); i++) {
      long seed = only == null ? seeds.nextLong() : only;
      Fixture fixture = new Fixture(closed, seed);
      SplittableRandom random = new SplittableRandom(seed + 1);
      assertEquals(Outcome.WHOLE, open(fixture, closed, List.of(), fixture.image, seed));
      for (int m = 0; m < MUTATIONS; m++) {
        StoreImage image = fixture.image.copy();
        List<Damage> damages = new ArrayList<>();
        for (int d = random.nextInt(4) / 3; d >= 0; d--) {
          damages.add(Damage.make(image, fixture.older, random));
        }
        Outcome outcome = open(fixture, closed, damages, image, seed);
        refused += outcome == Outcome.REFUSED ? 1 : 0;
        shortened += outcome == Outcome.SHORTENED ? 1 : 0;
        mutations++;
      }
    }
    System.out.printf(
        "closed %s: of %d damaged stores %d were refused, %d came back shortened%n",
        closed, mutations, refused, shortened);
    assertTrue(only != null || refused > 0);
  }

  private enum Outcome {
    WHOLE,
    SHORTENED,
    REFUSED
  }

  private static Outcome open(
      Fixture fixture, boolean closed, List<Damage> damages, StoreImage image, long seed)
      throws Exception {
    AtomicReference<@Nullable Object> result = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.set(open(fixture, closed, damages, image));
              } catch (Throwable e) {
                result.set(e);
              }
            },
            "fuzz");
    thread.setDaemon(true);
    thread.start();
    thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
    Throwable failed;
    if (thread.isAlive()) {
      failed = new AssertionError("comes to no end");
      failed.setStackTrace(thread.getStackTrace());
    } else if (result.get() instanceof Outcome outcome) {
      return outcome;
    } else {
      failed = (Throwable) result.get();
    }
    throw new AssertionError(
        "replay with -Dtest=StoreFuzzTest -Dlatchtree.crash.seed=%d; closed %s, %s, after %s: %s"
            .formatted(seed, closed, damages, fixture.settings, failed),
        failed);
  }

  private static Outcome open(
      Fixture fixture, boolean closed, List<Damage> damages, StoreImage image) throws IOException {
    Map<String, Long> found;
    SimulatedDisk disk = image.disk();
    try (Storage storage = disk.storage();
        LatchStore store = LatchStore.open(storage, fixture.settings.options())) {
      found = StoreContents.read(store);
      if (!damages.isEmpty()) {
        lookAtAll(store);
      } else {
        StoreContents.requireOrder(store, storage);
      }
    } catch (IOException | RuntimeException e) {
      requireClear(e, damages);
      return Outcome.REFUSED;
    }
    if (found.equals(fixture.complete)) {
      return Outcome.WHOLE;
    }
    fixture.model.checkPrefix(found);
    int calls = callsIn(fixture, found);
    assertTrue(
        !closed || damages.stream().anyMatch(d -> d.file().equals("control")),
        () -> "after a clean close only " + calls + " calls are there");
    assertTrue(
        fixture.mayEndAfter(calls, damages),
        () ->
            "only %d calls are there, though more are proven to have been durable: they ended at %s"
                .formatted(calls, fixture.ends.subList(calls, CALLS + 1)));
    return Outcome.SHORTENED;
  }

  /** The structure may be found wrong, or refused; it must not be the end of the JVM. */
  private static void lookAtAll(LatchStore store) {
    try {
      store.verify();
    } catch (RuntimeException e) {
      requireClear(e, List.of(new Damage("any", 0, 0, "any")));
    }
  }

  private static int callsIn(Fixture fixture, Map<String, Long> found) {
    TreeMap<String, Long> own = new TreeMap<>(found);
    own.keySet().removeIf(place -> Places.ownerOf(place) != Places.owner(0));
    return fixture.model.history(Places.owner(0)).survivors(own, 0).most();
  }

  /** The exception names a file and a place in it. */
  private static void requireClear(Exception thrown, List<Damage> damages) {
    if (damages.isEmpty()) {
      throw new AssertionError("an undamaged store", thrown);
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      boolean place =
          message.chars().anyMatch(Character::isDigit)
              || message.contains("is not a LatchTree")
              || message.contains("header");
      if (message.contains("control") // which is but two slots
          || (place && (message.contains("pages") || message.contains(".wal")))) {
        return;
      }
    }
    throw new AssertionError("names neither file nor place", thrown);
  }
}
