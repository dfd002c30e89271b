package dev.latchtree.pagefile;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One call to a {@link HeapStorage}, as its {@link IoHook} sees it.
 *
 * @param data what a write is about to write, read-only; null for everything else
 */
public record Io(Kind kind, String name, long position, int length, @Nullable ByteBuffer data) {

  public enum Kind {
    OPEN,
    READ,
    WRITE,
    TRUNCATE,
    SYNC,
    RENAME,
    SYNC_DIRECTORY
  }

  /** Whether this is a write that covers the page. */
  public boolean writes(long pageId, int pageSize) {
    return kind == Kind.WRITE
        && position <= pageId * pageSize
        && pageId * pageSize < position + length;
  }

  /** Whether this reads the page. */
  public boolean reads(long pageId, int pageSize) {
    return kind == Kind.READ && position == pageId * pageSize && length == pageSize;
  }
}
