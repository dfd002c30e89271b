package dev.latchtree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionNamesTest {

  @Test
  void shouldNumberThem() {
    assertEquals(List.of("t#0", "t#1", "t#2"), PartitionNames.of("t", 3));
  }

  @Test
  void shouldTellACompleteTreeFromOneToBeCreated() {
    assertTrue(PartitionNames.check("t", 2, List.of("t#0", "t#1", "u#7", "t#x", "t")));
    assertTrue(PartitionNames.check("t#1", 1, List.of("t#1#0", "t#0")));
    assertFalse(PartitionNames.check("t", 2, List.of()));
    assertFalse(PartitionNames.check("t", 2, List.of("tt#0", "t", "t#", "t#00", "t#1#0")));
  }

  @Test
  void shouldCompleteACreationThatWasCutOff() {
    assertFalse(PartitionNames.check("t", 3, List.of("t#2", "t#1")));
    assertFalse(PartitionNames.check("t", 3, List.of("t#2")));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 1024})
  void shouldRefuseAnotherNumber(int partitions) {
    Exception refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> PartitionNames.check("t", partitions, List.of("t#2", "t#1", "t#0")));
    assertEquals(
        "tree t has 3 partitions and cannot be opened with %d: its keys lie where 3 put them"
            .formatted(partitions),
        refusal.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> PartitionNames.check("t", partitions, List.of("t#2")));
  }

  @Test
  void shouldMissWhatMustHaveBeenThere() {
    Exception missing =
        assertThrows(
            IllegalStateException.class, () -> PartitionNames.check("t", 4, List.of("t#0", "t#3")));
    assertEquals("tree t lacks [t#1, t#2]: dropped one by one?", missing.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1025, Integer.MAX_VALUE})
  void shouldRefuseNumbersBeyondTheLimits(int partitions) {
    Exception refusal =
        assertThrows(
            IllegalArgumentException.class, () -> PartitionNames.check("t", partitions, List.of()));
    assertEquals(partitions + " partitions: 1 to 1024 are allowed", refusal.getMessage());
  }
}
