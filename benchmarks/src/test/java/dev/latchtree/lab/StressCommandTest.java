package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StressCommandTest {

  private final LabRun lab = new LabRun();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--threads 0       | --threads must be 1 to 256: 0",
        "--minutes 0       | --minutes must be 0.01 to 10000: 0.0",
        "--rounds 0        | --rounds must be 1 or more: 0",
        "--only everything | no such part: [everything]; there are [threads, interleavings, crashes]",
        "--protocol NONE   | no protocol and no class of a SubjectMaker",
      })
  void shouldNameValueAndLimitsOfABadOption(String options, String expected) {
    assertEquals(2, lab.run(("stress " + options).split(" ")));
    assertTrue(lab.err().contains(expected), lab::err);
  }

  @Test
  void shouldSoakAndSumUp() {
    assertEquals(
        0,
        lab.run("stress", "--protocol=blink", "--threads=4", "--rounds=1", "--seed=7"),
        () -> lab.out() + lab.err());
    assertTrue(lab.out().contains("blink, 4 threads"), lab::out);
    assertTrue(lab.out().contains("1 rounds from seed 7 on: sound"), lab::out);
    assertTrue(lab.out().matches("(?s).*calls checked +[1-9].*"), lab::out);
    assertTrue(lab.out().matches("(?s).*interleavings +[1-9].*"), lab::out);
    assertTrue(lab.out().matches("(?s).*crashes +[1-9].*"), lab::out);
    assertTrue(lab.out().contains("level 1 -> level 0"), lab::out);
  }
}
