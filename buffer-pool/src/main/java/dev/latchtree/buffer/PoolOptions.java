package dev.latchtree.buffer;

import dev.latchtree.memory.MachineMemory;
import dev.latchtree.pagefile.PageLayout;
import dev.latchtree.spi.ReplacementPolicy;
import dev.latchtree.spi.WaitStrategy;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How a pool is built. Immutable; every value is checked when {@link Builder#build()} is called,
 * and a refusal names the value, the limit and the remedy.
 *
 * @param pageSize bytes to a page: 4, 8, 16, 32 or 64 KiB
 * @param frames pages that fit in memory
 * @param guards pages one operation may hold at a time
 * @param entrySize layout of page-table entries
 * @param waitStrategy how a thread waits for a latch before it parks
 * @param replacement makes the policy that chooses which page leaves memory
 * @param barrier asked before a dirty page is written
 * @param onWriteFailure told when the device did not take pages, before the caller is
 * @param backgroundWriter whether a thread keeps frames free and clean ahead of need
 * @param writeBatch largest number of neighbouring pages in one write
 * @param frameTimeout how long a miss waits for a frame before it gives up
 */
public record PoolOptions(
    int pageSize,
    int frames,
    int guards,
    EntrySize entrySize,
    WaitStrategy waitStrategy,
    Supplier<? extends ReplacementPolicy> replacement,
    LogBarrier barrier,
    Consumer<RuntimeException> onWriteFailure,
    boolean backgroundWriter,
    int writeBatch,
    Duration frameTimeout) {

  public static final int DEFAULT_PAGE_SIZE = 16 * 1024;
  public static final int DEFAULT_GUARDS = 8;
  public static final int MAX_GUARDS = 1024;

  /** A pool is at least this many times as large as what one operation may hold. */
  public static final int FRAMES_PER_GUARD = 2;

  private static final int WRITE_BATCH_BYTES = 256 * 1024;

  /** The default is a quarter of the machine, or half of what the heap leaves if that is less. */
  private static final int MACHINE_SHARE = 4;

  public static Builder builder() {
    return new Builder();
  }

  /** The same pool over a log. */
  public PoolOptions withLog(LogBarrier log, Consumer<RuntimeException> failures) {
    return new PoolOptions(
        pageSize,
        frames,
        guards,
        entrySize,
        waitStrategy,
        replacement,
        Objects.requireNonNull(log, "log"),
        Objects.requireNonNull(failures, "failures"),
        backgroundWriter,
        writeBatch,
        frameTimeout);
  }

  /** Collects options; see {@link PoolOptions} for what each one means. */
  public static final class Builder {

    private int pageSize = DEFAULT_PAGE_SIZE;
    private long bytes = -1;
    private long frames = -1;
    private int guards = DEFAULT_GUARDS;
    private EntrySize entrySize = EntrySize.PAIR_16;
    private WaitStrategy waitStrategy = WaitStrategy.SPIN_THEN_PARK;
    private Supplier<? extends ReplacementPolicy> replacement = Replacement.CLOCK;
    private LogBarrier barrier = LogBarrier.NONE;
    private Consumer<RuntimeException> onWriteFailure = failure -> {};
    private boolean backgroundWriter = true;
    private int writeBatch = -1;
    private Duration frameTimeout = Duration.ofSeconds(30);
    private MachineMemory memory = MachineMemory.now();

    private Builder() {}

    public Builder pageSize(int value) {
      pageSize = value;
      return this;
    }

    /** Size of the pool in bytes; rounded down to whole pages. Replaces {@link #frames(long)}. */
    public Builder bytes(long value) {
      bytes = value;
      frames = -1;
      return this;
    }

    /** Size of the pool in pages. Replaces {@link #bytes(long)}. */
    public Builder frames(long value) {
      frames = value;
      bytes = -1;
      return this;
    }

    public Builder guards(int value) {
      guards = value;
      return this;
    }

    public Builder entrySize(EntrySize value) {
      entrySize = Objects.requireNonNull(value, "entrySize");
      return this;
    }

    public Builder waitStrategy(WaitStrategy value) {
      waitStrategy = Objects.requireNonNull(value, "waitStrategy");
      return this;
    }

    public Builder replacement(Supplier<? extends ReplacementPolicy> value) {
      replacement = Objects.requireNonNull(value, "replacement");
      return this;
    }

    public Builder barrier(LogBarrier value) {
      barrier = Objects.requireNonNull(value, "barrier");
      return this;
    }

    public Builder backgroundWriter(boolean value) {
      backgroundWriter = value;
      return this;
    }

    /** Largest number of neighbouring pages in one write; by default 256 KiB worth of them. */
    public Builder writeBatch(int value) {
      writeBatch = value;
      return this;
    }

    public Builder frameTimeout(Duration value) {
      frameTimeout = Objects.requireNonNull(value, "frameTimeout");
      return this;
    }

    /** For tests: pretends that the machine has this much memory. */
    Builder memory(MachineMemory value) {
      memory = value;
      return this;
    }

    /**
     * Checks everything.
     *
     * @throws IllegalArgumentException naming the first value that is not allowed
     */
    public PoolOptions build() {
      PageLayout.requirePageSize(pageSize);
      if (guards < 1 || guards > MAX_GUARDS) {
        throw new IllegalArgumentException("guards must be 1 to " + MAX_GUARDS + ": " + guards);
      }
      int batch = writeBatch == -1 ? WRITE_BATCH_BYTES / pageSize : writeBatch;
      if (batch < 1 || (long) batch * pageSize > (1L << 30)) {
        throw new IllegalArgumentException(
            "writeBatch must be 1 to " + (1L << 30) / pageSize + " pages: " + batch);
      }
      if (frameTimeout.isNegative() || frameTimeout.isZero()) {
        throw new IllegalArgumentException("frameTimeout must be positive: " + frameTimeout);
      }
      return new PoolOptions(
          pageSize,
          requireFrames(),
          guards,
          entrySize,
          waitStrategy,
          replacement,
          barrier,
          onWriteFailure,
          backgroundWriter,
          batch,
          frameTimeout);
    }

    private int requireFrames() {
      long room = memory.offHeapRoom();
      long wanted =
          frames != -1
              ? frames
              : (bytes != -1 ? bytes : Math.min(memory.total() / MACHINE_SHARE, room / 2))
                  / pageSize;
      int least = FRAMES_PER_GUARD * guards;
      if (wanted < least) {
        throw new IllegalArgumentException(
            "a pool of "
                + wanted
                + " pages of "
                + pageSize
                + " bytes is too small: operations that hold up to "
                + guards
                + " pages need at least "
                + least
                + "; raise the pool's size or lower guards");
      }
      if (wanted >= Integer.MAX_VALUE || wanted > room / pageSize) {
        throw new IllegalArgumentException(
            "a pool of "
                + wanted
                + " pages of "
                + pageSize
                + " bytes does not fit: of "
                + (memory.total() >> 20)
                + " MiB that this machine or container has, the heap may take "
                + (memory.heap() >> 20)
                + " MiB and the JVM needs "
                + (MachineMemory.JVM_RESERVE >> 20)
                + " MiB, which leaves "
                + (room >> 20)
                + " MiB; lower the pool's size or -Xmx");
      }
      return (int) wanted;
    }
  }
}
