package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.FileStorage;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A log reaches the system by calls, or through memory; nobody can tell them apart. */
@Timeout(120)
class LogWritesTest {

  private static final int LONG = 100_000;
  private static final int SHORT = 100;

  /** On which a failure of memory is an exception of the access. */
  private static final boolean NEW_JDK = Runtime.version().feature() >= 25;

  @TempDir Path directory;

  private LogOptions options(LogWrites writes) {
    return LogOptions.builder()
        .policy(SyncPolicy.os())
        .writes(writes)
        .segmentSize(SegmentLayout.MIN_SEGMENT)
        .ringSize(1 << 20)
        .spareSegments(1)
        .build();
  }

  private static byte[] payload(int number, int length) {
    byte[] payload = new byte[length];
    Arrays.fill(payload, (byte) (number + 1));
    return payload;
  }

  /** What another process would see, were this one killed now. */
  private byte[] onFile(long lsn, int length) throws IOException {
    LogGeometry geometry = new LogGeometry(SegmentLayout.MIN_SEGMENT);
    ByteBuffer found = ByteBuffer.allocate(length);
    try (Storage storage = FileStorage.open(directory);
        StorageFile file =
            storage.open(SegmentLayout.fileName(geometry.segmentOf(lsn)), OpenMode.READ_ONLY)) {
      file.readFully(found, geometry.positionOf(lsn) + RecordLayout.HEADER_SIZE);
    }
    return found.array();
  }

  @ParameterizedTest
  @EnumSource(LogWrites.class)
  void shouldHaveReachedTheFileWhenACommitReturns(LogWrites writes) throws IOException {
    try (Storage storage = FileStorage.open(directory);
        WriteAheadLog log = WriteAheadLog.open(storage, options(writes))) {
      for (int i = 0; i < 40; i++) {
        int length = i % 2 == 0 ? 10 : LONG;
        long lsn = log.append(1, payload(i, length));
        log.commit(lsn);
        assertArrayEquals(payload(i, length), onFile(lsn, length), "record " + i);
      }
    }
  }

  /** Small groups go through memory and large ones by calls, side by side in one page. */
  @ParameterizedTest
  @EnumSource(LogWrites.class)
  void shouldMixGroupsOfAllSizes(LogWrites writes) throws IOException {
    Random random = new Random(7);
    List<Integer> lengths = new ArrayList<>();
    try (Storage storage = FileStorage.open(directory);
        WriteAheadLog log = WriteAheadLog.open(storage, options(writes))) {
      for (int i = 0; i < 5000; i++) {
        int length = random.nextInt(2 * OpenSegment.LARGE);
        long lsn = log.append(1, payload(i, length));
        log.commit(lsn);
        lengths.add(length);
        if (i % 100 == 0) {
          assertArrayEquals(payload(i, length), onFile(lsn, length), "record " + i);
        }
      }
    }
    int[] found = new int[1];
    try (Storage storage = FileStorage.open(directory);
        LogReader reader = LogReader.open(storage)) {
      reader.read(
          0,
          record -> {
            int number = found[0]++;
            assertArrayEquals(payload(number, lengths.get(number)), record.bytes());
          });
    }
    assertEquals(lengths.size(), found[0]);
  }

  /** So that the system need not read the block: nothing of a former life is left in it. */
  @ParameterizedTest
  @EnumSource(LogWrites.class)
  void shouldWriteTheLastBlockWhole(LogWrites writes) throws IOException {
    LogGeometry geometry = new LogGeometry(SegmentLayout.MIN_SEGMENT);
    try (Storage storage = FileStorage.open(directory);
        WriteAheadLog log = WriteAheadLog.open(storage, options(writes))) {
      int usedAgain = 0;
      for (int i = 0; i < 60; i++) {
        log.append(1, payload(i, LONG));
        long lsn = log.append(1, payload(i, SHORT));
        log.commit(lsn);
        int end = geometry.positionOf(log.endLsn());
        byte[] rest = new byte[-end & OpenSegment.BLOCK - 1];
        String segment = SegmentLayout.fileName(geometry.segmentOf(lsn));
        try (StorageFile file = storage.open(segment, OpenMode.READ_ONLY)) {
          if (end + 2 * OpenSegment.BLOCK < file.size()) {
            ByteBuffer found = ByteBuffer.wrap(rest);
            file.readFully(found, end);
            assertArrayEquals(new byte[rest.length], rest, "behind record " + i);
            ByteBuffer behind = ByteBuffer.allocate(1);
            file.readFully(behind, end + rest.length + OpenSegment.BLOCK);
            usedAgain += behind.get(0) == 0 ? 0 : 1;
          }
        }
        log.awaitDurable(lsn);
        log.truncate(lsn);
      }
      assertTrue(usedAgain > 5, "files with bytes of a former life: " + usedAgain);
    }
  }

  /** A closed log keeps no room that its next life would not use. */
  @Test
  void shouldDeleteItsSparesWhenItIsClosed() throws IOException {
    try (Storage storage = FileStorage.open(directory)) {
      try (WriteAheadLog log = WriteAheadLog.open(storage, options(LogWrites.CALLS))) {
        long lsn = 0;
        for (int i = 0; i < 40; i++) {
          lsn = log.append(1, payload(i, LONG));
        }
        log.awaitDurable(lsn);
        log.truncate(lsn);
        assertTrue(storage.list().stream().anyMatch(SegmentKeeper::isSpare), "one is kept");
      }
      assertEquals(List.of(), storage.list().stream().filter(SegmentKeeper::isSpare).toList());
    }
  }

  @ParameterizedTest
  @EnumSource(LogWrites.class)
  void shouldReadWhatWasWrittenThroughManySegments(LogWrites writes) throws IOException {
    List<Long> written = new ArrayList<>();
    for (int life = 0; life < 2; life++) {
      try (Storage storage = FileStorage.open(directory);
          WriteAheadLog log = WriteAheadLog.open(storage, options(writes))) {
        for (int i = 0; i < 25; i++) {
          written.add(log.append(1, payload(i, LONG)));
          log.commit(written.get(written.size() - 1));
          written.add(log.append(1, payload(i, SHORT)));
          log.commit(written.get(written.size() - 1));
        }
        log.sync();
        assertTrue(log.durableLsn() > written.get(written.size() - 1));
      }
    }
    List<Long> found = new ArrayList<>();
    try (Storage storage = FileStorage.open(directory);
        LogReader reader = LogReader.open(storage)) {
      reader.read(
          0,
          record -> {
            int length = found.size() % 2 == 0 ? LONG : SHORT;
            assertArrayEquals(payload(found.size() / 2 % 25, length), record.bytes());
            found.add(record.lsn());
          });
    }
    assertEquals(written, found);
    assertTrue(written.get(99) > 4L * SegmentLayout.MIN_SEGMENT, "many segments");
  }

  /** Files go round while they are mapped: spares keep the bytes of their former lives. */
  @Test
  void shouldFillSegmentsThatWereUsedBefore() throws IOException {
    try (Storage storage = FileStorage.open(directory);
        WriteAheadLog log = WriteAheadLog.open(storage, options(LogWrites.MAPPED))) {
      for (int i = 0; i < 60; i++) {
        log.commit(log.append(1, payload(i, LONG)));
        long lsn = log.append(1, payload(i, SHORT));
        log.commit(lsn);
        assertArrayEquals(payload(i, SHORT), onFile(lsn, SHORT), "record " + i);
        log.awaitDurable(lsn);
        log.truncate(lsn);
      }
      assertTrue(log.firstLsn() > 4L * SegmentLayout.MIN_SEGMENT, "files went round");
    }
  }

  /** Nothing is acknowledged that is not in the file, also by code that was compiled long ago. */
  @ParameterizedTest
  @EnumSource(LogWrites.class)
  void shouldFailWhenItsFileGivesWay(LogWrites writes) throws InterruptedException {
    inAThreadOfItsOwn(() -> failWhenItsFileGivesWay(writes));
  }

  private void failWhenItsFileGivesWay(LogWrites writes) throws IOException {
    LogGeometry geometry = new LogGeometry(SegmentLayout.MIN_SEGMENT);
    try (Storage storage = FileStorage.open(directory)) {
      WriteAheadLog log = WriteAheadLog.open(storage, options(writes));
      long lsn = 0;
      for (int i = 0; i < 20_000 || isNearTheEndOfABlock(geometry.positionOf(lsn)); i++) {
        lsn = log.append(1, payload(i, SHORT));
        log.commit(lsn);
      }
      String segment = SegmentLayout.fileName(geometry.segmentOf(lsn));
      // A block that the log meets first is written by a call, which makes the file longer again.
      int end = geometry.positionOf(lsn) / OpenSegment.BLOCK * OpenSegment.BLOCK;
      try (StorageFile file = storage.open(segment, OpenMode.READ_WRITE)) {
        file.truncate(end);
      }
      if (writes == LogWrites.MAPPED) {
        long acknowledged = commitUntilItFails(log, lsn);
        assertEquals(lsn, acknowledged, "acknowledged, and not in the file");
        if (NEW_JDK) {
          assertThrows(LogFailedException.class, log::sync);
          assertThrows(LogFailedException.class, log::close);
        }
      } else { // a call makes the file longer again
        log.commit(log.append(1, payload(1, LONG)));
        log.close();
      }
    }
  }

  /**
   * Runs what meets memory that is not there in a thread of its own. Before 25 the JVM may raise
   * its error about that later than at the access, anywhere in the thread: in the one that runs
   * tests it would end the JVM.
   */
  private static void inAThreadOfItsOwn(Executable body) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                body.execute();
              } catch (Throwable failure) {
                thrown.set(failure);
              }
            });
    thread.setUncaughtExceptionHandler((ended, late) -> thrown.compareAndSet(null, late));
    thread.start();
    thread.join();
    Throwable failure = thrown.get();
    boolean late = failure instanceof InternalError && Runtime.version().feature() < 25;
    if (failure != null && !late) {
      throw new AssertionError(failure);
    }
  }

  private static boolean isNearTheEndOfABlock(int position) {
    return position % OpenSegment.BLOCK > OpenSegment.BLOCK / 2;
  }

  private static long commitUntilItFails(WriteAheadLog log, long last) {
    long acknowledged = last;
    try {
      for (int i = 0; i < 1000; i++) {
        long lsn = log.append(1, payload(i, 100));
        log.commit(lsn);
        acknowledged = lsn;
      }
    } catch (LogFailedException failed) {
      return acknowledged;
    } catch (InternalError passedTheHandlers) {
      assertFalse(NEW_JDK, String.valueOf(passedTheHandlers));
      return acknowledged;
    }
    throw new AssertionError("commits went on");
  }

  @Test
  void shouldChooseByPolicyUnlessTold() {
    assertEquals(
        NEW_JDK ? LogWrites.MAPPED : LogWrites.CALLS,
        LogOptions.builder().policy(SyncPolicy.os()).build().writes());
    assertEquals(LogWrites.CALLS, LogOptions.defaults().writes());
    LogOptions.Builder growing = LogOptions.builder().policy(SyncPolicy.os()).preallocate(false);
    assertEquals(LogWrites.CALLS, growing.build().writes());
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> growing.writes(LogWrites.MAPPED).build());
    assertTrue(String.valueOf(refusal.getMessage()).contains("preallocate"));
  }
}
