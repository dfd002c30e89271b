package dev.latchtree.buffer;

import dev.latchtree.latch.LatchWord;
import java.lang.reflect.Field;

/** Looks inside a pool; users have no way to. */
final class PoolProbe {

  final PoolCore core;

  private PoolProbe(PoolCore core) {
    this.core = core;
  }

  static PoolProbe of(BufferPool pool) {
    try {
      Field core = BufferPool.class.getDeclaredField("core");
      core.setAccessible(true);
      return new PoolProbe((PoolCore) core.get(pool));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  long entry(long id) {
    long entry = core.table.entry(id);
    if (entry == PageTable.NO_ENTRY) {
      throw new AssertionError("no entry for page " + id);
    }
    return entry;
  }

  long word(long id) {
    return core.latch.peek(entry(id));
  }

  long version(long id) {
    return LatchWord.version(word(id));
  }

  boolean isDirty(long id) {
    return LatchWord.isDirty(word(id));
  }

  boolean isResident(long id) {
    return LatchWord.isResident(word(id));
  }

  boolean isPinned(long id) {
    return core.table.isPinned(entry(id));
  }

  boolean isWriting(long id) {
    return core.table.isWriting(entry(id));
  }

  int frame(long id) {
    return core.table.frame(entry(id));
  }
}
