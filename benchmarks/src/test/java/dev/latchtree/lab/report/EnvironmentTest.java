package dev.latchtree.lab.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class EnvironmentTest {

  @Test
  void shouldReadWhoGetsLargePages() {
    assertEquals("madvise", Environment.chosen("always [madvise] never\n"));
    assertEquals("never", Environment.chosen("always madvise [never]\n"));
    assertEquals("unknown", Environment.chosen(""));
    assertTrue(Set.of("always", "madvise", "never", "unknown").contains(Environment.largePages()));
  }
}
