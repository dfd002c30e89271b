package dev.latchtree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** What options that nobody has set follow from those that somebody has. */
class StoreOptionsTest {

  private static int spares(StoreOptions.Builder options) {
    return options.build().durability().log().spareSegments();
  }

  /** Log files go round: the log between two checkpoints is written into those of the last. */
  @Test
  void shouldKeepAsManyLogFilesAsACheckpointLetsGoOf() {
    assertEquals(16, spares(StoreOptions.builder()));
    assertEquals(4, spares(StoreOptions.builder().checkpointBytes(256 << 20)));
    assertEquals(
        8, spares(StoreOptions.builder().checkpointBytes(8 << 20).logSegmentSize(1 << 20)));
    assertEquals(1, spares(StoreOptions.builder().checkpointBytes(1 << 20)));
    assertEquals(64, spares(StoreOptions.builder().checkpointBytes(Long.MAX_VALUE)));
  }

  @Test
  void shouldKeepAsManyLogFilesAsItIsTold() {
    assertEquals(0, spares(StoreOptions.builder().logSpareSegments(0)));
    assertEquals(100, spares(StoreOptions.builder().logSpareSegments(100)));
    assertEquals(16, spares(StoreOptions.builder().logSpareSegments(100).logSpareSegments(null)));
    StoreOptions.Builder negative = StoreOptions.builder().logSpareSegments(-1);
    assertThrows(IllegalArgumentException.class, negative::build);
  }
}
