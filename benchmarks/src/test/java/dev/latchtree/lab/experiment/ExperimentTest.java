package dev.latchtree.lab.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentTest {

  @TempDir Path directory;

  private static String refusal(String text) {
    ExperimentException refusal =
        assertThrows(ExperimentException.class, () -> Experiment.parse("my.experiment", text));
    return Objects.requireNonNull(refusal.getMessage());
  }

  @Test
  void shouldReadHeadSectionsListsAndComments() {
    Experiment read =
        Experiment.parse(
            "my.experiment",
            """
            # what it is about
            experiment=compare   # the command
              title = Mine, and # nobody else's

            only  = a#b
            [first]
            threads = 1, 8 ,32
            [ second-1 ]
            """);
    assertEquals("compare", read.kind());
    assertEquals("Mine, and", read.title());
    assertEquals("", read.question());
    assertEquals("a#b", read.head().require("only").value(), "a comment begins behind a blank");
    assertEquals(List.of("first", "second-1"), read.sections().stream().map(Block::name).toList());
    Choice threads = read.sections().get(0).require("threads");
    assertEquals("1,8,32", threads.joined());
    assertEquals(List.of(1, 8, 32), threads.integers(1, 32));
    assertEquals(7, threads.line());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "title = x                                | my.experiment:1: the head needs 'experiment'",
        "experiment = a\\nwords                   | my.experiment:2: 'words' is neither 'name = value'",
        "experiment = a\\nThreads = 1             | my.experiment:2: 'Threads = 1' is neither",
        "experiment = a\\nrounds =                | my.experiment:2: rounds has no value; leave the line out",
        "experiment = a\\n\\nexperiment = b       | my.experiment:3: experiment was set in line 1 already",
        "experiment = a\\n[one]\\n[two]\\n[one]   | my.experiment:4: there is a [one] in line 2 already",
        "experiment = a\\n[One]                   | my.experiment:2: '[One]' is neither",
      })
  void shouldNameFileLineAndWhatWasFound(String text, String expected) {
    String message = refusal(text.replace("\\n", "\n"));
    assertTrue(message.startsWith(expected), message);
  }

  @Test
  void shouldRefuseUnknownNamesWithTheNearest() {
    Block head = Experiment.parse("f", "experiment = a\nthread = 1\nnonsense = 1").head();
    List<String> names = List.of("experiment", "threads", "rounds");
    assertEquals(
        "f:2: the head has no 'thread'; is it 'threads'? there are: experiment, threads, rounds",
        assertThrows(ExperimentException.class, () -> head.allow(names)).getMessage());
    List<String> far = List.of("experiment", "thread");
    assertEquals(
        "f:3: the head has no 'nonsense'; there are: experiment, thread",
        assertThrows(ExperimentException.class, () -> head.allow(far)).getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "0,      f:2: number: '0' is no whole number from 1 to 9",
    "10,     f:2: number: '10' is no whole number from 1 to 9",
    "x,      f:2: number: 'x' is no whole number from 1 to 9"
  })
  void shouldNameTheLimitsOfANumber(String written, String expected) {
    Choice number =
        Experiment.parse("f", "experiment = a\nnumber = " + written).head().require("number");
    assertEquals(
        expected, assertThrows(ExperimentException.class, () -> number.integer(1, 9)).getMessage());
  }

  @Test
  void shouldRefuseNamesThatNothingHas() {
    Choice choice =
        Experiment.parse("f", "experiment = a\nmode = fast, fast").head().require("mode");
    List<String> names = List.of("fast", "slow");
    assertEquals(
        "f:2: mode: 'fast' is there twice",
        assertThrows(ExperimentException.class, () -> choice.someOf(Optional::of, names))
            .getMessage());
    assertEquals(
        "f:2: mode: there is no 'fast, fast'; there are: fast, slow",
        assertThrows(ExperimentException.class, () -> choice.oneOf(name -> Optional.empty(), names))
            .getMessage());
  }

  @Test
  void shouldRefuseAFileThatIsNoText() throws IOException {
    Path file = Files.write(directory.resolve("x.experiment"), new byte[] {(byte) 0xFF, 0, 1});
    assertEquals(
        file + ":1: this is no text in UTF-8",
        assertThrows(ExperimentException.class, () -> Experiment.read(file)).getMessage());
  }
}
