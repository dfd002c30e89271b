package dev.latchtree.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of off-heap memory of any size, owned by one Chronicle {@link BytesStore}.
 *
 * <p>The region starts on a 4,096-byte boundary and is followed by a pad of {@link #TAIL_PAD} bytes
 * that belong to it, so that a read which starts at any byte of the last page stays inside. Memory
 * is taken lazily from the system and its content is <em>not</em> zero.
 *
 * <p>Thread safety: handles may be used from any thread until {@link #close()}. After it they
 * dangle, and using one can end the JVM: the owner of a region drains its users first.
 */
public final class MemoryRegion implements AutoCloseable {

  /** Every region starts on a multiple of this, the page size of the operating system. */
  public static final int ALIGNMENT = 4096;

  /** Bytes behind the end of each region that may be read (never relied upon). */
  public static final int TAIL_PAD = 64 * 1024;

  /** Size of the buffer windows laid over the region; a multiple of every page size. */
  private static final long WINDOW = 1L << 30;

  private final BytesStore<?, Void> store;
  private final long base;
  private final long capacity;
  private final ByteBuffer @Nullable [] windows;

  private MemoryRegion(BytesStore<?, Void> store, long size) {
    this.store = store;
    this.capacity = size;
    this.base = (store.addressForWrite(0) + ALIGNMENT - 1) & -ALIGNMENT;
    this.windows = BufferWindow.AVAILABLE ? windows(base, size) : null;
  }

  /**
   * Takes {@code size} bytes from the operating system.
   *
   * @throws IllegalArgumentException if {@code size} is not positive
   * @throws OutOfMemoryError if the system refuses; nothing is left allocated
   */
  public static MemoryRegion allocate(long size) {
    if (size <= 0) {
      throw new IllegalArgumentException("size of a memory region must be positive: " + size);
    }
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new UnsupportedOperationException(
          "page formats are little endian; this platform is " + ByteOrder.nativeOrder());
    }
    ChronicleRuntime.start();
    return new MemoryRegion(
        BytesStore.lazyNativeBytesStoreWithFixedCapacity(Math.addExact(size, ALIGNMENT + TAIL_PAD)),
        size);
  }

  /** Bytes this region may be used for. */
  public long size() {
    return capacity;
  }

  /** Handle of the first byte. */
  public long base() {
    return base;
  }

  /**
   * A buffer over {@code length} bytes at {@code offset} of this region, or {@code null} where the
   * JDK does not let us lay a buffer over memory of our own (callers then copy). It does not keep
   * the region alive.
   *
   * @throws IndexOutOfBoundsException if the range leaves the region
   */
  public @Nullable ByteBuffer view(long offset, int length) {
    Objects.checkFromIndexSize(offset, length, capacity);
    if (windows == null) {
      return null;
    }
    int window = (int) (offset / WINDOW);
    int start = (int) (offset % WINDOW);
    return start + (long) length <= windows[window].capacity()
        ? windows[window].slice(start, length)
        : null;
  }

  /** Copies {@code length} bytes at {@code offset} into {@code target}, which moves on. */
  public void copyOut(long offset, ByteBuffer target, int length) {
    ByteBuffer view = view(offset, length);
    if (view == null) {
      Memory.copyOut(base + offset, target, length);
    } else {
      target.put(view);
    }
  }

  /** Copies {@code length} bytes of {@code source}, which moves on, to {@code offset}. */
  public void copyIn(ByteBuffer source, long offset, int length) {
    ByteBuffer view = view(offset, length);
    if (view == null) {
      Memory.copyIn(source, base + offset, length);
    } else {
      view.put(source.slice(source.position(), length));
      source.position(source.position() + length);
    }
  }

  /** Gives the memory back at once. The caller has made sure that nobody uses it any more. */
  @Override
  public void close() {
    store.releaseLast();
    // Chronicle frees on a thread of its own otherwise, and later.
    BackgroundResourceReleaser.releasePendingResources();
  }

  private static ByteBuffer[] windows(long base, long size) {
    ByteBuffer[] windows = new ByteBuffer[(int) ((size + WINDOW - 1) / WINDOW)];
    for (int i = 0; i < windows.length; i++) {
      long start = i * WINDOW;
      windows[i] = BufferWindow.over(base + start, (int) Math.min(WINDOW, size - start));
    }
    return windows;
  }
}
