package dev.latchtree.stress.jcstress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The verdict on a run is itself checked, on lines as jcstress 0.16 prints them. */
class JcstressReportTest {

  private static final String OK = ".......... [OK] dev.latchtree.Some.Test";
  private static final String FAILED = ".......... [FAILED] dev.latchtree.Some.Test";
  private static final String ALL_PASSED =
      "(Results: 2 planned; 2 passed, 0 failed, 0 soft errs, 0 hard errs)";
  private static final Set<String> EXPECTED = Set.of("dev.latchtree.Some.Test");

  @Test
  void shouldAcceptARunInWhichAllPassed() {
    assertEquals(List.of(), report(OK, ALL_PASSED).faults(0, EXPECTED));
  }

  @Test
  void shouldRejectARunThatPrintedNothing() {
    assertTrue(faults(0).contains("not all that was planned has passed"));
    assertTrue(faults(0).contains("never reported: [dev.latchtree.Some.Test]"));
  }

  @Test
  void shouldRejectARunWithoutMatchingTests() {
    assertTrue(faults(0, "FATAL: No matching tests.").contains("no test to run"));
    assertTrue(
        faults(0, "No scheduling is possible, these tests would not run")
            .contains("no test to run"));
  }

  @Test
  void shouldRejectAnExitCode() {
    assertEquals(
        List.of("jcstress ended with exit code 1"), report(OK, ALL_PASSED).faults(1, EXPECTED));
  }

  @Test
  void shouldRejectAForbiddenOutcomeThatWasSeen() {
    String seen = "  0, 1       1,542    0.01%    Forbidden  A half-made change.";
    String unseen = "  0, 1           0    0.00%    Forbidden  A half-made change.";
    assertTrue(faults(0, OK, seen, ALL_PASSED).contains("1,542"));
    assertEquals("[]", faults(0, OK, unseen, ALL_PASSED));
  }

  @Test
  void shouldRejectEachKindOfResultThatIsNotAPass() {
    for (String bad :
        new String[] {
          "(Results: 2 planned; 1 passed, 0 failed, 0 soft errs, 0 hard errs)",
          "(Results: 2 planned; 1 passed, 1 failed, 0 soft errs, 0 hard errs)",
          "(Results: 2 planned; 2 passed, 0 failed, 1 soft errs, 0 hard errs)",
          "(Results: 2 planned; 2 passed, 0 failed, 0 soft errs, 1 hard errs)",
          "(Results: 0 planned; 0 passed, 0 failed, 0 soft errs, 0 hard errs)"
        }) {
      assertTrue(faults(0, OK, bad).contains(bad), bad);
    }
  }

  @Test
  void shouldRejectATestOfWhichOneConfigurationFailed() {
    assertTrue(faults(0, OK, FAILED, ALL_PASSED).contains("did not pass: dev.latchtree.Some.Test"));
  }

  @Test
  void shouldRejectARunThatReportsFewerTestsThanWereCompiled() {
    Set<String> two = Set.of("dev.latchtree.Some.Test", "dev.latchtree.Other.Test");
    assertEquals(
        List.of("compiled, but never reported: [dev.latchtree.Other.Test]"),
        report(OK, ALL_PASSED).faults(0, two));
  }

  @Test
  void shouldRememberWhichTwinsShowedTheirOutcome() {
    String row = "  0, 1         <1   <0.01%  Interesting  Torn.";
    String seen = "  0, 1         12    0.01%  Interesting  Torn.";
    assertEquals(Set.of(), report(OK, row).interesting());
    assertEquals(EXPECTED, report(OK, seen).interesting());
  }

  private static String faults(int exitCode, String... lines) {
    return report(lines).faults(exitCode, EXPECTED).toString();
  }

  private static JcstressReport report(String... lines) {
    JcstressReport report = new JcstressReport();
    for (String line : lines) {
      report.add(line);
    }
    return report;
  }
}
