package dev.latchtree.lab.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrudMixTest {

  @Test
  void shouldReadWhatItWrites() {
    assertEquals(CrudMix.USUAL, CrudMix.parse("40/30/20/10"));
    assertEquals("0/0/0/100", CrudMix.parse("0/0/0/100").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"40/30/20", "40/30/20/11", "-1/1/50/50", "a/b/c/d", ""})
  void shouldNameWhatItCannotRead(String text) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> CrudMix.parse(text));
    assertTrue(refusal.toString().contains(text), refusal::toString);
  }

  @Test
  void shouldGiveEachKindItsPart() {
    Map<CrudKind, Integer> counts = new EnumMap<>(CrudKind.class);
    for (int drawn = 0; drawn < 100; drawn++) {
      counts.merge(CrudMix.USUAL.kindOf(drawn), 1, Integer::sum);
    }
    assertEquals(
        Map.of(CrudKind.READ, 40, CrudKind.CREATE, 30, CrudKind.UPDATE, 20, CrudKind.DELETE, 10),
        counts);
  }
}
