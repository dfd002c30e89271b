package dev.latchtree.buffer;

import static dev.latchtree.pagefile.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.pagefile.CorruptPageException;
import dev.latchtree.pagefile.HeapStorage;
import dev.latchtree.pagefile.Io;
import dev.latchtree.pagefile.IoHook;
import dev.latchtree.pagefile.PageFileFailedException;
import dev.latchtree.pagefile.PageFileFormatException;
import dev.latchtree.pagefile.PageFileFullException;
import dev.latchtree.pagefile.PageLayout;
import dev.latchtree.pagefile.PageReadException;
import dev.latchtree.pagefile.PageWriteException;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.StorageFile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What breaks says so, breaks nothing else, and loses nothing that was synced. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolFaultTest {

  private static final int PAGE = PageLayout.MIN_PAGE_SIZE;
  private static final int FRAMES = 16;

  private final HeapStorage storage = new HeapStorage();
  private BufferPool pool;

  PoolFaultTest() throws Exception {
    pool = open(options());
  }

  private static PoolOptions.Builder options() {
    return PoolOptions.builder()
        .pageSize(PAGE)
        .frames(FRAMES)
        .backgroundWriter(false)
        .frameTimeout(Duration.ofMillis(50));
  }

  private BufferPool open(PoolOptions.Builder options) throws Exception {
    return BufferPool.open(storage, Pages.FILE, options.build());
  }

  @AfterEach
  void close() {
    storage.hook(IoHook.NONE);
    try {
      pool.close();
    } catch (PageFileFailedException shownAlready) {
      assertTrue(PoolProbe.of(pool).core.isClosing());
    }
  }

  private void reopen() throws Exception {
    pool.close();
    pool = open(options());
  }

  // ---- pages

  @Test
  void shouldReportACorruptPageAndKeepServingTheOthers() throws Exception {
    long[] ids = Pages.createAll(pool, 4);
    reopen();
    long bad = ids[1];
    storage.flipBit(Pages.FILE, (bad * PAGE + 2000) * 8 + 3);
    CorruptPageException corrupt =
        assertRefused(
            CorruptPageException.class,
            () -> Pages.read(pool, bad),
            "page " + bad,
            "/heap/pages",
            "expected 0x",
            "actual 0x");
    assertEquals(bad, corrupt.pageId());
    assertEquals("/heap/pages", corrupt.file());
    assertTrue(corrupt.expected() != corrupt.actual());
    assertThrows(CorruptPageException.class, () -> Pages.read(pool, bad), "not only once");
    assertEquals(FRAMES, pool.stats().freeFrames());
    for (long id : ids) {
      if (id != bad) {
        assertEquals(id, Pages.read(pool, id));
        Pages.write(pool, id, -id);
      }
    }
    pool.flush();
    storage.flipBit(Pages.FILE, (bad * PAGE + 2000) * 8 + 3);
    assertEquals(bad, Pages.read(pool, bad), "the damage was repaired from outside");
  }

  @Test
  void shouldNotTakeOnePageForAnother() throws Exception {
    long[] ids = Pages.createAll(pool, 2);
    reopen();
    storage.overwrite(Pages.FILE, ids[1] * PAGE, storage.bytes(Pages.FILE, ids[0] * PAGE, PAGE));
    CorruptPageException corrupt =
        assertRefused(
            CorruptPageException.class, () -> Pages.read(pool, ids[1]), "another page stands here");
    assertEquals(ids[1], corrupt.expected());
    assertEquals(ids[0], corrupt.actual());
  }

  @Test
  void shouldSayThatAPageWasNeverWritten() throws Exception {
    Pages.create(pool, 0);
    pool.close();
    try (StorageFile file = storage.open(Pages.FILE, OpenMode.READ_WRITE)) {
      file.allocate(file.size(), 4L * PAGE); // as after a crash: room without pages
    }
    pool = open(options());
    long unused = pool.highWater() - 1;
    assertRefused(CorruptPageException.class, () -> Pages.read(pool, unused), "never written");
    pool.declareFree(unused);
    pool.recycle(unused);
    assertEquals(unused, Pages.create(pool, 7), "an unused page can be given to the pool");
    assertEquals(0, Pages.read(pool, 1));
  }

  @Test
  void shouldSayThatTheFileEndsBeforeThePage() throws Exception {
    long[] ids = Pages.createAll(pool, 3);
    reopen();
    storage.cut(Pages.FILE, ids[2] * PAGE + 10);
    CorruptPageException corrupt =
        assertRefused(
            CorruptPageException.class, () -> Pages.read(pool, ids[2]), "the file ends before");
    assertEquals(PAGE, corrupt.expected());
    assertEquals(10, corrupt.actual());
    assertEquals(ids[1], Pages.read(pool, ids[1]));
    reopen();
    assertRefused(PageNotAllocatedException.class, () -> Pages.read(pool, ids[2]), "/heap/pages");
    assertEquals(ids[0], Pages.read(pool, ids[0]));
  }

  // ---- the device

  @Test
  void shouldFailOnlyThePageThatCannotBeRead() throws Exception {
    long[] ids = Pages.createAll(pool, 3);
    reopen();
    storage.hook(IoHook.failing(io -> io.reads(ids[0], PAGE), "Input/output error"));
    assertRefused(
        PageReadException.class,
        () -> Pages.read(pool, ids[0]),
        "page " + ids[0],
        "/heap/pages",
        "Input/output error");
    assertEquals(ids[1], Pages.read(pool, ids[1]));
    assertEquals(FRAMES - 1, pool.stats().freeFrames());
    storage.hook(IoHook.NONE);
    assertEquals(ids[0], Pages.read(pool, ids[0]));
  }

  @Test
  void shouldKeepAPageDirtyThatCannotBeWritten() throws Exception {
    long id = Pages.create(pool, 1);
    PoolProbe probe = PoolProbe.of(pool);
    storage.hook(IoHook.failing(io -> io.writes(id, PAGE), "Input/output error"));
    assertRefused(
        PageWriteException.class, pool::flush, "page " + id, "/heap/pages", "Input/output error");
    assertThrows(PageWriteException.class, () -> pool.tryEvict(id));
    assertTrue(probe.isDirty(id));
    assertTrue(probe.isResident(id));
    assertFalse(probe.isWriting(id));
    assertEquals(0, pool.stats().pagesWritten());
    Pages.write(pool, id, 2);
    storage.hook(IoHook.NONE);
    pool.flush();
    assertFalse(probe.isDirty(id));
    reopen();
    assertEquals(2, Pages.read(pool, id));
  }

  @Test
  void shouldGetAFrameFromACleanPageWhenDirtyOnesCannotBeWritten() throws Exception {
    Pages.createAll(pool, FRAMES);
    pool.flush();
    for (long id = 1; id < FRAMES; id++) {
      Pages.write(pool, id, -id);
    }
    storage.hook(IoHook.failing(io -> io.kind() == Io.Kind.WRITE, "Input/output error"));
    assertThrows(PageWriteException.class, () -> pool.tryEvict(1));
    try (Operation op = pool.begin()) {
      op.reserve(1).close(); // page 16 is clean
    }
    assertFalse(PoolProbe.of(pool).isResident(FRAMES));
    assertEquals(FRAMES, Pages.read(pool, FRAMES));
    for (long id = 1; id < FRAMES; id++) {
      assertEquals(-id, Pages.read(pool, id));
    }
  }

  @Test
  void shouldRefuseTheFileAfterAFailedSyncAndReadOnlyWhatIsInMemory() throws Exception {
    long synced = Pages.create(pool, 1);
    long resident = Pages.create(pool, 2);
    pool.flush();
    assertTrue(pool.tryEvict(synced));
    Pages.write(pool, resident, 3);
    AtomicBoolean once = new AtomicBoolean();
    storage.hook(
        IoHook.failing(
            io -> io.kind() == Io.Kind.SYNC && !once.getAndSet(true), "Input/output error"));
    assertRefused(
        PageFileFailedException.class, pool::flush, "/heap/pages", "sync", "close and recover");
    assertThrows(PageFileFailedException.class, pool::flush, "the next sync would succeed");
    assertThrows(PageFileFailedException.class, () -> Pages.read(pool, synced));
    assertEquals(3, Pages.read(pool, resident));
    Pages.write(pool, resident, 4);
    assertThrows(PageFileFailedException.class, () -> pool.tryEvict(resident));
    assertThrows(PageFileFailedException.class, pool::close);
    assertThrows(IllegalStateException.class, pool::begin);

    pool = open(options());
    assertEquals(1, Pages.read(pool, synced), "it was synced before");
  }

  @Test
  void shouldReportAFullDiskAndWorkOn() throws Exception {
    long id = Pages.create(pool, 1);
    storage.capacity(storage.size(Pages.FILE));
    assertRefused(
        PageFileFullException.class,
        () -> {
          while (true) {
            Pages.create(pool, 0);
          }
        },
        "/heap/pages",
        "make room on the disk");
    Pages.write(pool, id, 2);
    pool.flush();
    long last = pool.highWater() - 1;
    assertEquals(0, Pages.read(pool, last));
    reopen();
    assertEquals(2, Pages.read(pool, id));
    Pages.discard(pool, last);
    pool.recycle(last);
    assertEquals(last, Pages.create(pool, 3), "a freed page needs no room");
  }

  // ---- the file

  @Test
  void shouldRefuseAFileOfAnotherPageSize() {
    pool.close();
    assertRefused(
        PageFileFormatException.class,
        () -> open(options().pageSize(8192)),
        "/heap/pages",
        "4096",
        "8192");
  }

  @Test
  void shouldRefuseAFileThatIsNoPageFile() {
    pool.close();
    storage.create(Pages.FILE, "SQLite format 3".repeat(500).getBytes(StandardCharsets.US_ASCII));
    assertRefused(PageFileFormatException.class, () -> open(options()), "not a LatchTree page");
  }

  @Test
  void shouldRefuseAFileThatIsTooShort() {
    pool.close();
    storage.cut(Pages.FILE, 30);
    assertRefused(PageFileFormatException.class, () -> open(options()), "too short");
    storage.cut(Pages.FILE, 0);
    assertRefused(PageFileFormatException.class, () -> open(options()), "too short");
  }

  @Test
  void shouldOpenAgainWhenTheCauseIsGone() throws Exception {
    long id = Pages.create(pool, 6);
    pool.close();
    storage.flipBit(Pages.FILE, 17 * 8);
    assertRefused(PageFileFormatException.class, () -> open(options()), "damaged header");
    storage.flipBit(Pages.FILE, 17 * 8);
    pool = open(options());
    assertEquals(6, Pages.read(pool, id));
  }

  // ---- users' mistakes

  @Test
  void shouldNotLoseThePoolToAnOperationThatNeverEnds() {
    long[] ids = Pages.createAll(pool, 2 * FRAMES);
    pool.flush();
    Operation leaked = pool.begin();
    int held = 0;
    while (held < 8 && leaked.guard(held).fixShared(ids[held], null)) {
      held++;
    }
    for (long id : ids) {
      assertEquals(id, Pages.read(pool, id));
    }
    leaked.close();
    assertTrue(held > 0);
  }

  @Test
  void shouldSayThatEveryFrameIsInUse() throws Exception {
    pool.close();
    pool = open(options().guards(FRAMES / 2));
    long[] ids = Pages.createAll(pool, FRAMES + 1);
    pool.flush();
    PoolProbe probe = PoolProbe.of(pool);
    long missing = 0;
    try (Operation one = pool.begin();
        Operation two = pool.begin()) {
      int held = 0;
      for (long id : ids) {
        if (!probe.isResident(id) || held == FRAMES) {
          missing = id;
          continue;
        }
        PageGuard guard = (held < FRAMES / 2 ? one : two).guard(held % (FRAMES / 2));
        assertTrue(guard.tryFixShared(id));
        held++;
      }
      assertEquals(FRAMES, held);
      long absent = missing;
      assertRefused(
          PoolFullException.class,
          () -> Pages.read(pool, absent),
          "all 16 pages",
          "raise the pool's size");
    }
    assertEquals(missing, Pages.read(pool, missing));
    assertTrue(pool.stats().frameWaits() > 0);
  }
}
