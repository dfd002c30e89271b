package dev.latchtree.latch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Model checking of the latch: every operation on a page of two cells must look as if it happened
 * at one instant. See {@link LatchModel}.
 *
 * <p>Each check runs in a JVM of its own. The checker rewrites classes and leaves them so, which
 * would slow down the latch for the tests that come after; and its agent makes the JVM print to the
 * native standard output, through which a forked test JVM reports its results.
 */
class LatchLincheckTest {

  @Test
  void shouldBeLinearizableWhenSpinning() throws IOException, InterruptedException {
    assertHolds(LatchModel.Spinning.class);
  }

  @Test
  void shouldBeLinearizableWhenSpinningThenParking() throws IOException, InterruptedException {
    assertHolds(LatchModel.SpinningThenParking.class);
  }

  @Test
  void shouldBeLinearizableWhenParkingAtOnce() throws IOException, InterruptedException {
    assertHolds(LatchModel.ParkingAtOnce.class);
  }

  /** The checker itself is checked: it must see a reader that trusts what it read. */
  @Test
  void shouldRefuteReadsWithoutValidation() throws IOException, InterruptedException {
    assertRefuted(LatchModel.WithoutValidation.class);
  }

  /** And a writer that leaves readers no trace of its change. */
  @Test
  void shouldRefuteAReleaseWithoutANewVersion() throws IOException, InterruptedException {
    assertRefuted(LatchModel.WithoutNewVersion.class);
  }

  private static void assertHolds(Class<?> subject) throws IOException, InterruptedException {
    Verdict verdict = check(subject);
    assertEquals(LatchModel.HOLDS, verdict.exitCode(), verdict.output());
  }

  private static void assertRefuted(Class<?> subject) throws IOException, InterruptedException {
    Verdict verdict = check(subject);
    assertEquals(LatchModel.REFUTED, verdict.exitCode(), verdict.output());
    // A failure of the tool looks alike; only this text is a verdict.
    assertTrue(verdict.output().contains("Invalid execution results"), verdict.output());
  }

  private record Verdict(int exitCode, String output) {}

  private static Verdict check(Class<?> subject) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 21) {
      command.add("-XX:+EnableDynamicAgentLoading");
    }
    command.add("-Dlatchtree.checks=true");
    command.add("-Dlatchtree.soak=" + System.getProperty("latchtree.soak", "false"));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(LatchModel.class.getName());
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
