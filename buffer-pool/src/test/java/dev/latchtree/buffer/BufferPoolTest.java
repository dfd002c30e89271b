package dev.latchtree.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.memory.Memory;
import dev.latchtree.pagefile.PageLayout;
import org.junit.jupiter.api.Test;

class BufferPoolTest {

  @Test
  void shouldReadBackWhatWasWrittenInMemory() {
    try (BufferPool pool = BufferPool.inMemory(PoolOptions.builder().frames(32).build())) {
      long id;
      try (Operation op = pool.begin();
          Reservation room = op.reserve(2)) {
        PageGuard page = op.guard(0);
        page.fixNew(room);
        id = page.pageId();
        Memory.putLong(page.page(), PageLayout.HEADER_SIZE, 42);
      }
      try (Operation op = pool.begin()) {
        PageGuard page = op.guard(0);
        assertTrue(page.fixOptimistic(id));
        assertEquals(42, Memory.getLong(page.page(), PageLayout.HEADER_SIZE));
        assertTrue(page.validate());
        assertTrue(page.upgrade());
        page.unfix();
        assertThrows(IllegalStateException.class, page::page);
      }
      assertEquals(1, pool.stats().pages());
    }
  }
}
