package dev.latchtree;

import dev.latchtree.node.NodeLayout;
import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.util.ArrayList;
import java.util.List;

/** A store to test. All of them keep one contract, whatever they are made of. */
record StoreVariant(LatchProtocol protocol, int pageSize, boolean file) {

  static final int SMALLEST_PAGE = 4 * 1024;
  static final int LARGEST_PAGE = 64 * 1024;

  private static final int POOL_BYTES = 32 * 1024 * 1024;
  private static final int SMALL_POOL_PAGES = 256;

  /** All protocols on the smallest and the largest pages, and on a file with less memory. */
  static List<StoreVariant> contract() {
    List<StoreVariant> variants = new ArrayList<>();
    for (LatchProtocol protocol : LatchProtocol.values()) {
      variants.add(new StoreVariant(protocol, SMALLEST_PAGE, false));
      variants.add(new StoreVariant(protocol, LARGEST_PAGE, false));
      variants.add(new StoreVariant(protocol, 2 * SMALLEST_PAGE, true));
    }
    return variants;
  }

  /** All protocols on all page sizes. */
  static List<StoreVariant> everyPageSize() {
    List<StoreVariant> variants = new ArrayList<>();
    for (LatchProtocol protocol : LatchProtocol.values()) {
      for (int size = SMALLEST_PAGE; size <= LARGEST_PAGE; size *= 2) {
        variants.add(new StoreVariant(protocol, size, false));
      }
    }
    return variants;
  }

  StoreOptions.Builder options() {
    StoreOptions.Builder options =
        StoreOptions.builder()
            .protocol(protocol)
            .pageSize(pageSize)
            .logSegmentSize(1 << 20)
            .logPreallocate(false);
    return file ? options.poolPages(SMALL_POOL_PAGES) : options.poolBytes(POOL_BYTES);
  }

  LatchStore open() {
    return open(options().build());
  }

  LatchStore open(StoreOptions options) {
    try {
      return file
          ? LatchStore.open(new SimulatedDisk(4096).storage(), options)
          : LatchStore.inMemory(options);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  int maxKeyLength() {
    return NodeLayout.maxKeyLength(pageSize);
  }

  /** The longest value that lies in its leaf. */
  int maxInlineValue() {
    return NodeLayout.maxInlineValue(pageSize);
  }
}
