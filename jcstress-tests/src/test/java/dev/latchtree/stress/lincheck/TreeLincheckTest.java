package dev.latchtree.stress.lincheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.spi.LatchProtocol;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Linearizability of operations on one key, by many short runs of random scenarios. See {@link
 * PointOperations}. Each check runs in a JVM of its own, so that the checker's agent meets no other
 * test.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TreeLincheckTest {

  @ParameterizedTest
  @EnumSource(LatchProtocol.class)
  void shouldBeLinearizable(LatchProtocol protocol) throws Exception {
    Verdict verdict = check(PointOperations.subject(protocol));
    assertEquals(PointOperations.HOLDS, verdict.exitCode(), verdict.output());
  }

  /** The checker itself is checked: it must see a put-if-absent of two steps. */
  @Test
  void shouldRefutePuttingIfAbsentInTwoSteps() throws Exception {
    Verdict verdict = check(PointOperations.TwoSteps.class);
    assertEquals(PointOperations.REFUTED, verdict.exitCode(), verdict.output());
    // A failure of the tool looks alike; only this text is a verdict.
    assertTrue(verdict.output().contains("Invalid execution results"), verdict.output());
  }

  private record Verdict(int exitCode, String output) {}

  private static Verdict check(Class<?> subject) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 21) {
      command.add("-XX:+EnableDynamicAgentLoading");
    }
    command.add("-Dlatchtree.checks=true");
    command.add("-Dlatchtree.soak=" + System.getProperty("latchtree.soak", "false"));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(PointOperations.class.getName());
    command.add(subject.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Verdict(process.waitFor(), output);
    } finally {
      process.destroyForcibly();
    }
  }
}
