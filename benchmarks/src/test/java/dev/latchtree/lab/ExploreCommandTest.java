package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.explore.LosingSubject;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ExploreCommandTest {

  private static final Pattern REPLAY =
      Pattern.compile("^\\./lab explore --replay (\\S+)$", Pattern.MULTILINE);

  private final LabRun lab = new LabRun();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--depth 0               | --depth must be 1 to 100: 0",
        "--rounds 0              | --rounds must be 1 or more: 0",
        "--strategy guess        | no strategy 'guess'; there are random, pct and exhaustive",
        "--protocol NONE         | no protocol and no class of a SubjectMaker",
        "--scenario NONE         | no scenario 'NONE'; there are [INSERTS_IN_ONE_LEAF,",
        "--replay BLINK/TWO_POSTS | 'BLINK/TWO_POSTS' is not what a failure prints",
        "--replay A/TWO_POSTS/random/1 | no protocol and no class of a SubjectMaker",
      })
  void shouldNameValueAndLimitsOfABadOption(String options, String expected) {
    assertEquals(2, lab.run(("explore " + options).split(" ")));
    assertTrue(lab.err().contains(expected), lab::err);
  }

  @Test
  void shouldListWhatThereIs() {
    assertEquals(0, lab.run("explore", "--list"));
    assertTrue(lab.out().contains("OPTIMISTIC_BLINK"), lab::out);
    assertTrue(lab.out().contains("TWO_POSTS"), lab::out);
    assertTrue(lab.out().contains("MERGE_AND_CHECKPOINT"), lab::out);
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "pct", "exhaustive"})
  void shouldExploreAndSumUp(String strategy) {
    assertEquals(
        0,
        lab.run(
            "explore",
            "--protocol=blink",
            "--scenario=two_posts,ROOT_GROWS",
            "--rounds=5",
            "--depth=2",
            "--strategy=" + strategy,
            "--seed=4"),
        lab::err);
    assertTrue(lab.out().matches("(?s).*BLINK +\\| TWO_POSTS +\\| +5 \\|.*"), lab::out);
    assertTrue(lab.out().matches("(?s).*BLINK +\\| ROOT_GROWS +\\| +5 \\|.*"), lab::out);
    assertTrue(lab.out().contains("from seed 4 on"), lab::out);
  }

  @Test
  void shouldLetThePowerFail() {
    assertEquals(
        0,
        lab.run("explore", "--crash", "--protocol=OPTIMISTIC_BLINK", "--rounds=5", "--seed=4"),
        lab::err);
    assertTrue(lab.out().contains("COMMITS_AND_CHECKPOINT"), lab::out);
    assertTrue(lab.out().contains("BATCH_SPLIT_AND_EVICTION"), lab::out);
  }

  @Test
  void shouldEndWithTheCommandThatReplaysAFailure() {
    assertEquals(
        1,
        lab.run(
            "explore",
            "--protocol=" + LosingSubject.class.getName(),
            "--scenario=TWO_POSTS",
            "--strategy=pct",
            "--rounds=500",
            "--seed=1"));
    assertTrue(lab.out().contains("FAILED"), lab::out);
    Matcher command = REPLAY.matcher(lab.out());
    assertTrue(command.find(), lab::out);

    LabRun replay = new LabRun();
    assertEquals(1, replay.run("explore", "--replay", command.group(1)));
    assertTrue(replay.out().contains("no order of these calls"), replay::out);
    assertTrue(
        replay.out().matches("(?s).*\\R +1  \\w+ +compared.*|^ +1  \\w+ +compared.*"), replay::out);
    LabRun again = new LabRun();
    assertEquals(1, again.run("explore", "--replay", command.group(1)));
    assertEquals(replay.out(), again.out());
  }
}
