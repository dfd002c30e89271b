package dev.latchtree.lab.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LargePagesTest {

  private static final String FLAG = "-XX:+UseTransparentHugePages";

  private static ProcessBuilder jvm(String mode, String tunables) {
    ProcessBuilder jvm = new ProcessBuilder("java", "Main");
    jvm.environment().put("GLIBC_TUNABLES", tunables);
    LargePages.askFor(jvm, mode);
    return jvm;
  }

  @ParameterizedTest
  @ValueSource(strings = {"madvise", "always"})
  void shouldAskForHeapAndForAllElse(String mode) {
    ProcessBuilder jvm = jvm(mode, "glibc.malloc.arena_max=2");
    assertEquals(FLAG, jvm.command().get(1));
    assertEquals("Main", jvm.command().get(2));
    assertEquals(
        "glibc.malloc.arena_max=2:glibc.malloc.hugetlb=1", jvm.environment().get("GLIBC_TUNABLES"));
  }

  @Test
  void shouldLeaveAUsersChoice() {
    String own = "glibc.malloc.hugetlb=0";
    assertEquals(own, jvm("madvise", own).environment().get("GLIBC_TUNABLES"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"never", "unknown"})
  void shouldNotAskWhereThereAreNone(String mode) {
    ProcessBuilder jvm = jvm(mode, "x");
    assertFalse(jvm.command().contains(FLAG));
    assertEquals("x", jvm.environment().get("GLIBC_TUNABLES"));
  }
}
