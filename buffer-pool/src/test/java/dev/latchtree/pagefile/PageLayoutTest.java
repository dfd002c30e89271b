package dev.latchtree.pagefile;

import static dev.latchtree.pagefile.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pictures in the Javadoc, as bytes: what is written today must be read for ever. */
class PageLayoutTest {

  private static final int PAGE = PageLayout.MIN_PAGE_SIZE;

  // Both were computed outside this code, by another implementation of CRC32C.

  /** Bytes 0 to 63 of the header page of a file with pages of 4,096 bytes; the rest is zero. */
  private static final String GOLDEN_HEADER =
      "5acda1ee010000004c5470616765730000100000000000000000000000000000"
          + "0000000000000000000000000000000000000000000000000000000000000000";

  /** The first 40 bytes of page 7 with client 0x0b0a0908, LSN 0x1122334455667788, value 42. */
  private static final String GOLDEN_PAGE =
      "3551ab1108090a0b88776655443322110700000000000000" + "2a000000000000000000000000000000";

  private static ByteBuffer samplePage() {
    ByteBuffer page = ByteBuffer.allocateDirect(PAGE).order(ByteOrder.LITTLE_ENDIAN);
    page.putInt(PageLayout.CLIENT, 0x0b0a_0908);
    page.putLong(PageLayout.PAGE_LSN, 0x1122_3344_5566_7788L);
    page.putLong(PageLayout.PAGE_ID, 7);
    page.putLong(PageLayout.HEADER_SIZE, 42);
    page.put(PAGE - 1, (byte) 0xff);
    return page;
  }

  private static String hex(ByteBuffer page, int length) {
    byte[] bytes = new byte[length];
    page.get(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void shouldLayThePageHeaderOutAsDrawn() {
    assertEquals(0, PageLayout.CHECKSUM);
    assertEquals(4, PageLayout.CLIENT);
    assertEquals(8, PageLayout.PAGE_LSN);
    assertEquals(16, PageLayout.PAGE_ID);
    assertEquals(24, PageLayout.HEADER_SIZE);
    assertEquals(4096, PageLayout.MIN_PAGE_SIZE);
    assertEquals(65536, PageLayout.MAX_PAGE_SIZE);
    for (int field : new int[] {PageLayout.PAGE_LSN, PageLayout.PAGE_ID, PageLayout.HEADER_SIZE}) {
      assertEquals(0, field % Long.BYTES);
    }
  }

  @Test
  void shouldSealAPageAsEverBefore() {
    ByteBuffer page = samplePage();
    PageSeal.stamp(page, 0, PAGE);
    assertEquals(GOLDEN_PAGE, hex(page, 40));
    PageSeal.verify("file", 7, page, 0, PAGE);
    assertEquals(0x1122_3344_5566_7788L, PageSeal.pageLsn(page, 0));
  }

  @Test
  void shouldWriteTheFileHeaderAsEverBefore() {
    ByteBuffer header = PageFileHeader.create(PAGE);
    assertEquals(PAGE, header.remaining());
    assertEquals(GOLDEN_HEADER, hex(header, PageFileHeader.SIZE));
    byte[] rest = new byte[PAGE - PageFileHeader.SIZE];
    header.get(PageFileHeader.SIZE, rest);
    assertEquals(0, Arrays.hashCode(rest) - Arrays.hashCode(new byte[rest.length]));
    assertEquals(
        "LTpages", new String(bytes(header, 8, 7), java.nio.charset.StandardCharsets.US_ASCII));
    assertEquals(1, header.getInt(4), "version");
    assertEquals(PAGE, header.getInt(16));
  }

  private static byte[] bytes(ByteBuffer buffer, int start, int length) {
    byte[] bytes = new byte[length];
    buffer.get(start, bytes);
    return bytes;
  }

  @Test
  void shouldAcceptTheFilesOfEveryPageSize() {
    for (int size = PAGE; size <= PageLayout.MAX_PAGE_SIZE; size *= 2) {
      assertEquals(size, PageLayout.requirePageSize(size));
      PageFileHeader.verify("file", PageFileHeader.create(size), size);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 512, 4095, 6000, 131072, -4096, Integer.MIN_VALUE})
  void shouldNameThePageSizesThereAre(int size) {
    assertRefused(
        IllegalArgumentException.class,
        () -> PageLayout.requirePageSize(size),
        "4096, 8192, 16384, 32768 or 65536");
  }

  @Test
  void shouldFindEverySingleBitThatWasFlipped() {
    ByteBuffer page = samplePage();
    PageSeal.stamp(page, 0, PAGE);
    for (int bit = 0; bit < PAGE * 8; bit++) {
      flip(page, bit);
      int flipped = bit;
      CorruptPageException corrupt =
          assertThrows(
              CorruptPageException.class,
              () -> PageSeal.verify("file", 7, page, 0, PAGE),
              () -> "bit " + flipped);
      assertEquals(7, corrupt.pageId());
      flip(page, bit);
    }
    PageSeal.verify("file", 7, page, 0, PAGE);
  }

  @Test
  void shouldFindEverySingleBitThatWasFlippedInTheFileHeader() {
    ByteBuffer header = PageFileHeader.create(PAGE);
    for (int bit = 0; bit < PageFileHeader.SIZE * 8; bit++) {
      flip(header, bit);
      assertThrows(
          PageFileFormatException.class, () -> PageFileHeader.verify("file", header, PAGE));
      flip(header, bit);
    }
    PageFileHeader.verify("file", header, PAGE);
  }

  private static void flip(ByteBuffer page, int bit) {
    page.put(bit / 8, (byte) (page.get(bit / 8) ^ (1 << (bit % 8))));
  }

  @Test
  void shouldSayInWhichFormatAFileIsThatItDoesNotKnow() {
    ByteBuffer header = PageFileHeader.create(PAGE);
    header.putInt(4, 2);
    assertRefused(
        PageFileFormatException.class,
        () -> PageFileHeader.verify("/data/pages", header, PAGE),
        "/data/pages",
        "format 2",
        "reads format 1");
  }

  @Test
  void shouldSealInTheMiddleOfABatch() {
    ByteBuffer batch = ByteBuffer.allocateDirect(3 * PAGE); // big endian: no harm
    batch.slice(PAGE, PAGE).put(samplePage());
    PageSeal.stamp(batch, PAGE, PAGE);
    PageSeal.verify("file", 7, batch, PAGE, PAGE);
    assertEquals(0x1122_3344_5566_7788L, PageSeal.pageLsn(batch, PAGE));
    assertEquals(0, batch.getLong(0));
    assertEquals(0, batch.getLong(2 * PAGE));
  }
}
