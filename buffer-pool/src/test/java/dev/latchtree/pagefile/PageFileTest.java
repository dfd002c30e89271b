package dev.latchtree.pagefile;

import static dev.latchtree.pagefile.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.memory.Memory;
import dev.latchtree.memory.MemoryRegion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageFileTest {

  private static final int PAGE = PageLayout.MIN_PAGE_SIZE;
  private static final String NAME = "pages";

  private final HeapStorage storage = new HeapStorage();
  private final MemoryRegion region = MemoryRegion.allocate(4 * PAGE);

  @AfterEach
  void close() {
    region.close();
  }

  private PageFile open() throws IOException {
    return PageFile.open(storage, NAME, PAGE);
  }

  private static ByteBuffer images(long firstId, int count) {
    ByteBuffer images = ByteBuffer.allocateDirect(count * PAGE).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      images.putLong(i * PAGE + PageLayout.PAGE_ID, firstId + i);
      images.putLong(i * PAGE + PageLayout.HEADER_SIZE, 100 + firstId + i);
      PageSeal.stamp(images, i * PAGE, PAGE);
    }
    return images;
  }

  private long valueAt(int slot) {
    return Memory.getLong(region.base() + (long) slot * PAGE, PageLayout.HEADER_SIZE);
  }

  @Test
  void shouldReadWhatWasWritten() throws Exception {
    try (PageFile file = open()) {
      assertTrue(file.isPersistent());
      assertEquals("/heap/pages", file.describe());
      assertEquals(1, file.pagesAtOpen());
      file.ensureRoom(10);
      file.write(3, images(3, 2));
      file.sync();
    }
    try (PageFile file = open()) {
      file.read(4, region, 2 * PAGE);
      assertEquals(104, valueAt(2));
      file.read(3, region, 0);
      assertEquals(103, valueAt(0));
    }
  }

  @Test
  void shouldMakeANewFileDurableBeforeItHasItsName() throws Exception {
    List<Io.Kind> calls = new ArrayList<>();
    storage.hook(
        new IoHook() {
          @Override
          public void before(Io io) {
            calls.add(io.kind());
          }
        });
    open().close();
    assertEquals(
        List.of(
            Io.Kind.OPEN,
            Io.Kind.TRUNCATE,
            Io.Kind.WRITE,
            Io.Kind.SYNC,
            Io.Kind.RENAME,
            Io.Kind.SYNC_DIRECTORY,
            Io.Kind.OPEN,
            Io.Kind.READ),
        calls);
    assertEquals(List.of(NAME), storage.list());
  }

  @Test
  void shouldCreateTheFileOverTheLeftoversOfACrash() throws Exception {
    storage.create(NAME + ".new", new byte[100_000]);
    open().close();
    assertEquals(PAGE, storage.size(NAME));
  }

  @Test
  void shouldLeaveNoFileWhenItCannotBeCreated() throws Exception {
    for (Io.Kind kind : new Io.Kind[] {Io.Kind.OPEN, Io.Kind.WRITE, Io.Kind.SYNC, Io.Kind.RENAME}) {
      storage.hook(IoHook.failing(io -> io.kind() == kind, "Input/output error"));
      assertThrows(IOException.class, this::open);
      assertFalse(storage.exists(NAME), kind::toString);
    }
    storage.hook(IoHook.NONE);
    open().close();
  }

  @Test
  void shouldGrowInStepsAheadOfUse() throws Exception {
    try (PageFile file = open()) {
      file.ensureRoom(2);
      assertEquals(1 + (1 << 20) / PAGE, file.room());
      assertEquals(file.room() * PAGE, storage.size(NAME));
      long room = file.room();
      file.ensureRoom(room);
      assertEquals(room, file.room());
      assertFalse(file.isRoomShort(2));
      file.growAhead(2);
      assertEquals(room, file.room());
      assertTrue(file.isRoomShort(room - 1));
      file.growAhead(room - 1);
      assertTrue(file.room() > room);
      file.ensureRoom(5000);
      assertTrue(file.room() >= 5000);
    }
  }

  @Test
  void shouldTakeWhatThereIsWhenThereIsNoneAhead() throws Exception {
    storage.capacity(10 * PAGE);
    try (PageFile file = open()) {
      file.ensureRoom(10);
      assertEquals(10, file.room(), "just enough");
      PageFileFullException full =
          assertRefused(
              PageFileFullException.class,
              () -> file.ensureRoom(11),
              "/heap/pages",
              "from 10 to 11 pages",
              "No space left");
      assertEquals(1, full.getCause() == null ? 0 : full.getCause().getSuppressed().length);
      assertEquals(10, file.room());
      file.write(9, images(9, 1));
      storage.capacity(Long.MAX_VALUE);
      file.ensureRoom(11);
    }
  }

  @Test
  void shouldGiveSpaceBack() throws Exception {
    try (PageFile file = open()) {
      file.ensureRoom(100);
      file.truncate(5);
      assertEquals(5, file.room());
      assertEquals(5 * PAGE, storage.size(NAME));
      file.truncate(50);
      assertEquals(5, file.room(), "never longer");
      file.ensureRoom(6);
      storage.hook(IoHook.failing(io -> io.kind() == Io.Kind.TRUNCATE, "Input/output error"));
      assertThrows(PageWriteException.class, () -> file.truncate(2));
    }
  }

  @Test
  void shouldRefuseEverythingAfterAFailedSync() throws Exception {
    try (PageFile file = open()) {
      file.ensureRoom(10);
      file.write(1, images(1, 1));
      storage.hook(IoHook.failing(io -> io.kind() == Io.Kind.SYNC, "Input/output error"));
      assertThrows(PageFileFailedException.class, file::sync);
      storage.hook(IoHook.NONE);
      assertThrows(PageFileFailedException.class, file::sync);
      assertThrows(PageFileFailedException.class, file::requireUsable);
      assertThrows(PageFileFailedException.class, () -> file.read(1, region, 0));
      assertThrows(PageFileFailedException.class, () -> file.write(1, images(1, 1)));
      assertThrows(PageFileFailedException.class, () -> file.ensureRoom(100_000));
      assertThrows(PageFileFailedException.class, () -> file.truncate(1));
    }
  }

  @Test
  void shouldFindAFlippedBitInAnyByteItReads() throws Exception {
    try (PageFile file = open()) {
      file.ensureRoom(10);
      file.write(2, images(2, 1));
      for (int at = 0; at < PAGE; at += 13) {
        long bit = (2L * PAGE + at) * 8 + at % 8;
        storage.flipBit(NAME, bit);
        assertThrows(CorruptPageException.class, () -> file.read(2, region, 0));
        storage.flipBit(NAME, bit);
      }
      file.read(2, region, 0);
    }
  }

  @Test
  void shouldStandInForAFileThatIsNotThere() {
    try (NoPageFile none = new NoPageFile()) {
      assertFalse(none.isPersistent());
      assertEquals(1, none.pagesAtOpen());
      none.ensureRoom(1 << 30);
      none.sync();
      none.requireUsable();
      assertFalse(none.isRoomShort(1L << 40));
      assertThrows(IllegalStateException.class, () -> none.read(1, region, 0));
      assertThrows(IllegalStateException.class, () -> none.write(1, images(1, 1)));
    }
  }
}
