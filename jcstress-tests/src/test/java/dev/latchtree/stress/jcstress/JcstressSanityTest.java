package dev.latchtree.stress.jcstress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * In every build all jcstress tests run for a state or so each, which shows that they are wired up
 * and hardly more. That needs no processor of its own; what does is in {@link JcstressTest}.
 */
class JcstressSanityTest {

  /** Tests there were when this was last looked at; a run of all must not have fewer. */
  private static final int RECORDED_MINIMUM = 119;

  @Test
  void shouldHaveCompiledAtLeastTheRecordedTestsWithTwoActorsEach() throws IOException {
    Map<String, Integer> actors = CompiledTests.actorsByName(JcstressMode.ALL);
    assertTrue(
        actors.size() >= RECORDED_MINIMUM,
        "tests got lost: " + actors.size() + " of " + RECORDED_MINIMUM);
    // Not more, or two cores cannot schedule them; not fewer: jcstress sees no inherited actors.
    actors.forEach((test, count) -> assertEquals(2, count, "actors of " + test));
  }

  @Test
  void shouldPass() throws IOException, InterruptedException {
    assumeTrue(JcstressMode.MODE.equals(JcstressMode.BUILD), "asked for another mode");
    new JcstressRun(JcstressMode.FILTER, JcstressRun.SANITY, "jcstress-sanity")
        .requirePass(CompiledTests.actorsByName(JcstressMode.FILTER).keySet());
  }

  @Test
  void shouldFailWhenNothingMatches() throws IOException, InterruptedException {
    JcstressReport report = new JcstressReport();
    int exitCode =
        new JcstressRun("matches no test", JcstressRun.SANITY, "jcstress-empty").run(report);
    assertEquals(0, exitCode, "jcstress is content with nothing");
    assertTrue(report.faults(exitCode, Set.of()).contains("jcstress had no test to run"));
  }
}
