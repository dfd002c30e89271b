package dev.latchtree.lab.quickwins;

import dev.latchtree.LatchStore;
import dev.latchtree.StoreOptions;
import dev.latchtree.lab.engine.KeyShape;
import dev.latchtree.lab.engine.Keys;
import dev.latchtree.lab.engine.LatchTreeStore;
import dev.latchtree.lab.engine.Shape;
import dev.latchtree.lab.engine.StoreUnderTest;
import dev.latchtree.lab.engine.StoreUnderTest.Session;
import dev.latchtree.lab.measure.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A store with a few entries, as one {@link Variant} writes them. Writes may come from any number
 * of threads; all else is for one.
 */
final class SmallStore implements AutoCloseable {

  private static final long LEAST_POOL = 16L << 20;
  private static final int POOL_TO_DATA = 3;
  private static final int SEGMENT = 16 << 20;

  /** Also the largest part of the log that a crash would leave to redo. */
  private static final long CHECKPOINT_BYTES = 64L << 20;

  private static final int LOG_TO_CHECKPOINT = 3;
  private static final int RING = 16 << 20;

  private final Variant variant;
  private final int entries;
  private final int value;
  private final Path directory;
  private @Nullable Open open;

  /** What is there once it was opened. */
  private record Open(StoreUnderTest store, ProcessLock lock) {}

  /**
   * Opens nothing yet.
   *
   * @param value bytes of each value
   * @param directory of its own, which need not exist
   */
  SmallStore(Variant variant, int entries, int value, Path directory) {
    this.variant = variant;
    this.entries = entries;
    this.value = value;
    this.directory = directory;
  }

  /** Makes and fills it, if that has not been done. */
  void open() throws IOException {
    if (open != null) {
      return;
    }
    StoreOptions options =
        StoreOptions.builder()
            .poolBytes(poolBytes(entries, value))
            .syncPolicy(variant.policy())
            .logSegmentSize(SEGMENT)
            .logRingSize(RING)
            .checkpointBytes(CHECKPOINT_BYTES)
            .build();
    Files.createDirectories(directory);
    LatchStore store = LatchStore.open(directory.resolve("store"), options);
    StoreUnderTest opened = LatchTreeStore.over(store, new Shape(KeyShape.NUMBER, value));
    open = new Open(opened, new ProcessLock(directory.resolve("users.lock")));
    try (Session session = opened.session()) {
      for (int i = 0; i < entries; i++) {
        session.put(Keys.of(i), Keys.of(i));
      }
    }
  }

  private Open requireOpen() {
    if (open == null) {
      throw new IllegalStateException("not open: " + directory);
    }
    return open;
  }

  Session session() {
    return requireOpen().store.session();
  }

  Map<String, Long> events() {
    return requireOpen().store.events();
  }

  /** What a user does again and again. */
  Operation write(Session session, SplittableRandom random) {
    ProcessLock lock = requireOpen().lock;
    if (!variant.isLocked()) {
      return () -> {
        write(session, Keys.of(random.nextInt(entries)));
        return 1;
      };
    }
    return () -> {
      long key = Keys.of(random.nextInt(entries));
      lock.run(() -> write(session, key));
      return 1;
    };
  }

  private void write(Session session, long key) {
    if (variant.readsFirst()) {
      long mark = session.get(key);
      if (mark != key) {
        throw new IllegalStateException("the key %d has the mark %d".formatted(key, mark));
      }
    }
    session.put(key, key);
  }

  static long poolBytes(int entries, int value) {
    return LEAST_POOL + (long) POOL_TO_DATA * entries * value;
  }

  /** Bytes of memory outside the heap that it takes. */
  static long memoryNeeded(int entries, int value) {
    return poolBytes(entries, value) + RING;
  }

  /** Bytes of disk that it may take. */
  static long diskNeeded(int entries, int value) {
    return poolBytes(entries, value) + LOG_TO_CHECKPOINT * CHECKPOINT_BYTES;
  }

  @Override
  public void close() throws IOException {
    Open closed = open;
    open = null;
    if (closed != null) {
      try (ProcessLock last = closed.lock) {
        closed.store.close();
      }
    }
  }
}
