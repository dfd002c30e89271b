package dev.latchtree;

import dev.latchtree.buffer.PoolOptions;
import dev.latchtree.buffer.Replacement;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.spi.ReplacementPolicy;
import dev.latchtree.spi.SplitPolicy;
import dev.latchtree.spi.WaitStrategy;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * How a store is built. Immutable; every value is checked when it is built, and a refusal names the
 * value, the limit and the remedy.
 *
 * @param protocol how threads keep out of each other's way
 * @param splitPolicy where full pages are divided
 * @param backgroundMerges whether a thread takes up merges that were given up; without it they wait
 *     for {@link LatchStore#tidy()}
 * @param pool pages and memory
 */
public record StoreOptions(
    LatchProtocol protocol, SplitPolicy splitPolicy, boolean backgroundMerges, PoolOptions pool) {

  /** A batch may change this many pages at most, and a quarter of the pool's. */
  static final int MAX_BATCH_PAGES = 512;

  static final int POOL_PAGES_PER_BATCH_PAGE = 4;

  /** Pages that any operation may need at once. */
  static final int LEAST_GUARDS = 16;

  /** All defaults: {@link LatchProtocol#OPTIMISTIC_BLINK}, pages of 16 KiB. */
  public static StoreOptions defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects options; see {@link StoreOptions} and {@link PoolOptions} for what each one means. */
  public static final class Builder {

    private LatchProtocol protocol = LatchProtocol.OPTIMISTIC_BLINK;
    private SplitPolicy splitPolicy = SplitPolicy.RIGHT_EDGE;
    private boolean backgroundMerges = true;
    private final PoolOptions.Builder pool = PoolOptions.builder();

    private Builder() {}

    public Builder protocol(LatchProtocol value) {
      protocol = Objects.requireNonNull(value, "protocol");
      return this;
    }

    public Builder splitPolicy(SplitPolicy value) {
      splitPolicy = Objects.requireNonNull(value, "splitPolicy");
      return this;
    }

    public Builder backgroundMerges(boolean value) {
      backgroundMerges = value;
      return this;
    }

    /** Bytes of a page: a power of two, 4 to 64 KiB. A store that exists must have the same. */
    public Builder pageSize(int value) {
      pool.pageSize(value);
      return this;
    }

    /** Memory for pages, in bytes; a store without a file holds no more than that. */
    public Builder poolBytes(long value) {
      pool.bytes(value);
      return this;
    }

    /** Memory for pages, in pages; replaces {@link #poolBytes}. */
    public Builder poolPages(long value) {
      pool.frames(value);
      return this;
    }

    public Builder waitStrategy(WaitStrategy value) {
      pool.waitStrategy(value);
      return this;
    }

    public Builder replacement(Supplier<? extends ReplacementPolicy> value) {
      pool.replacement(value);
      return this;
    }

    /** Whether a thread writes pages ahead of need; {@link Replacement} says which leave memory. */
    public Builder backgroundWriter(boolean value) {
      pool.backgroundWriter(value);
      return this;
    }

    /**
     * Checks everything.
     *
     * @throws IllegalArgumentException naming the first value that is not allowed
     */
    public StoreOptions build() {
      pool.guards(LEAST_GUARDS);
      int pages = pool.build().frames() / POOL_PAGES_PER_BATCH_PAGE;
      pool.guards(Math.max(LEAST_GUARDS, Math.min(MAX_BATCH_PAGES, pages)));
      return new StoreOptions(protocol, splitPolicy, backgroundMerges, pool.build());
    }
  }
}
