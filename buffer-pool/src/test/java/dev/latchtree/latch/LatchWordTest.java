package dev.latchtree.latch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LatchWordTest {

  private static final long VERSION_MASK = -LatchWord.VERSION_ONE;

  @Test
  void shouldLookLikeItsPicture() throws IOException {
    Map<String, Long> expected = new LinkedHashMap<>();
    expected.put("version", VERSION_MASK);
    expected.put("X", LatchWord.EXCLUSIVE);
    expected.put("W", LatchWord.WANTED);
    expected.put("D", LatchWord.DIRTY);
    expected.put("M", LatchWord.MARKED);
    expected.put("state", LatchWord.STATE_MASK);
    expected.put("shared holders", LatchWord.SHARED_MASK);

    assertEquals(hex(expected), hex(masksOfPicture()), "the picture in LatchWord's Javadoc");
  }

  @Test
  void shouldUseEachBitOnce() {
    long[] fields = {
      VERSION_MASK,
      LatchWord.EXCLUSIVE,
      LatchWord.WANTED,
      LatchWord.DIRTY,
      LatchWord.MARKED,
      LatchWord.STATE_MASK,
      LatchWord.SHARED_MASK
    };
    long all = 0;
    for (long field : fields) {
      assertEquals(0, all & field, "fields overlap");
      all |= field;
    }
    assertEquals(-1L, all, "bits without a meaning");
  }

  @Test
  void shouldGiveTheStatesTheirDocumentedNumbers() {
    assertEquals(0, LatchWord.ABSENT >>> 10);
    assertEquals(1, LatchWord.RESIDENT >>> 10);
    assertEquals(2, LatchWord.FREE >>> 10);
    assertEquals(1_023, LatchWord.MAX_SHARED);
    assertEquals(LatchWord.STATE_MASK, LatchWord.RESIDENT | LatchWord.FREE);
  }

  @Test
  void shouldCompareVersionAndExclusiveBitAndNothingElse() {
    assertEquals(VERSION_MASK | LatchWord.EXCLUSIVE, LatchWord.VALIDATION_MASK);
  }

  @Test
  void shouldReadEachFieldByItself() {
    long word =
        7 * LatchWord.VERSION_ONE | LatchWord.DIRTY | LatchWord.RESIDENT | LatchWord.MAX_SHARED;
    assertEquals(7, LatchWord.version(word));
    assertEquals(1_023, LatchWord.sharedCount(word));
    assertTrue(LatchWord.isDirty(word));
    assertTrue(LatchWord.isResident(word));
    assertTrue(LatchWord.isHeld(word));
    assertFalse(LatchWord.isExclusive(word));
    assertFalse(LatchWord.isMarked(word));
    assertFalse(LatchWord.isFree(word));
    assertTrue(LatchWord.isHeld(LatchWord.EXCLUSIVE));
    assertTrue(LatchWord.isFree(LatchWord.FREE));
    assertTrue(LatchWord.isMarked(LatchWord.MARKED));
    assertFalse(LatchWord.isHeld(~(LatchWord.EXCLUSIVE | LatchWord.SHARED_MASK)));
    assertFalse(LatchWord.isResident(LatchWord.STATE_MASK), "the illegal state is no state");
    assertFalse(LatchWord.isFree(LatchWord.STATE_MASK), "the illegal state is no state");
  }

  @Test
  void shouldHaveVersionsOfFortyEightBits() {
    assertEquals((1L << 48) - 1, LatchWord.version(-1L));
    assertEquals(0, LatchWord.version(VERSION_MASK + LatchWord.VERSION_ONE), "wraps to 0");
  }

  @Test
  void shouldDescribeEveryField() {
    assertEquals("version 0 ABSENT shared 0", LatchWord.describe(0));
    assertEquals("version 1 FREE shared 2", LatchWord.describe(1L << 16 | LatchWord.FREE | 2));
    assertEquals(
        "version 281474976710655 ILLEGAL EXCLUSIVE WANTED DIRTY MARKED shared 1023",
        LatchWord.describe(-1L));
    assertEquals(
        "version 0 RESIDENT DIRTY shared 0",
        LatchWord.describe(LatchWord.RESIDENT | LatchWord.DIRTY));
  }

  /** Reads field names and bit numbers off the drawing in the source. */
  private static Map<String, Long> masksOfPicture() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("src/main/java/dev/latchtree/latch/LatchWord.java"));
    int names = 0;
    while (!lines.get(names).startsWith(" * |")) {
      names++;
    }
    Deque<Integer> numbers = new ArrayDeque<>();
    for (String number : lines.get(names - 2).substring(2).trim().split(" +", -1)) {
      numbers.add(Integer.valueOf(number));
    }
    List<String> cells = new ArrayList<>(List.of(lines.get(names).substring(2).split("\\|", -1)));
    cells.removeIf(String::isBlank);
    Map<String, Long> masks = new LinkedHashMap<>();
    for (String cell : cells) {
      String name = cell.trim();
      int high = numbers.remove();
      int low = name.length() == 1 ? high : numbers.remove();
      masks.put(name, (-1L << low) & (-1L >>> (63 - high)));
    }
    assertTrue(numbers.isEmpty(), "numbers above the picture without a field: " + numbers);
    return masks;
  }

  private static String hex(Map<String, Long> masks) {
    StringBuilder text = new StringBuilder();
    masks.forEach((name, mask) -> text.append(name).append(' ').append(hex(mask)).append('\n'));
    return text.toString();
  }

  private static String hex(long mask) {
    return Long.toHexString(mask);
  }
}
