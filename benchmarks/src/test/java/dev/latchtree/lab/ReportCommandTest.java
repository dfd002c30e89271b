package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.Environment;
import dev.latchtree.lab.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {

  @TempDir private Path directory;

  private final LabRun lab = new LabRun();

  private Path results(String name, double scale) throws IOException {
    Path file = directory.resolve(name);
    Cell cell =
        new Cell(
            "compare",
            "get",
            "latchtree",
            Map.of(),
            2,
            "ops/s",
            List.of(scale, 1.1 * scale, 1.2 * scale));
    Results.write(
        file, Results.of(Environment.describe(directory, "test"), Map.of(), List.of(cell)));
    return file;
  }

  private void refused(String expected, String... arguments) {
    assertEquals(2, lab.run(arguments), lab::out);
    assertTrue(lab.err().contains(expected), lab::err);
  }

  @Test
  void shouldWriteTheReportOfOneRun() throws IOException {
    Path out = directory.resolve("made/here");
    assertEquals(
        0, lab.run("report", results("a.json", 1).toString(), "--out", out.toString()), lab::err);
    assertTrue(lab.out().contains(out.resolve("index.html").toString()), lab::out);
    assertTrue(Files.readString(out.resolve("index.html")).contains("<h2>Compare: get</h2>"));
    String again = out.resolve("results.json").toString();
    assertEquals(0, lab.run("report", again, "--out", out.toString()), lab::err);
  }

  @Test
  void shouldCompareTwoRunsAndWriteThatOnlyIfAsked() throws IOException {
    String a = results("a.json", 1000).toString();
    String b = results("b.json", 3000).toString();
    assertEquals(0, lab.run("report", a, b), lab::err);
    assertTrue(lab.out().contains("| 3.00 | 2.50 - 3.60 | faster"), lab::out);
    assertTrue(lab.out().contains("Of 1 cells, 1 faster."), lab::out);
    Path out = directory.resolve("out");
    assertEquals(0, lab.run("report", a, b, "--out", out.toString()), lab::err);
    assertTrue(Files.readString(out.resolve("index.html")).contains("A against B"));
  }

  @Test
  void shouldSayWhatIsWrongWithItsFiles() throws IOException {
    refused("Missing required parameter", "report");
    Path missing = directory.resolve("missing.json");
    refused(
        missing + " does not exist; commands write results with --json", "report", "" + missing);
    refused("is a directory; name the results in it", "report", directory.toString());
    Path broken = Files.writeString(directory.resolve("broken.json"), "{\"schema\": 1,\n\"cells\"");
    refused(broken + " has no results of the lab: line 2: ", "report", broken.toString());
    Path bytes = Files.write(directory.resolve("bytes"), new byte[] {(byte) 0xff, 0, 1});
    refused(bytes + " is no JSON: it is not even text", "report", bytes.toString());
  }

  @Test
  void shouldSayWhatItCannotWrite() throws IOException {
    String run = results("a.json", 1).toString();
    Path file = Files.writeString(directory.resolve("taken"), "");
    refused("--out cannot be written", "report", run, "--out", file.toString());
    refused("the run has no headline ratios", "report", run, "--svg", directory + "/x.svg");
    assertFalse(Files.exists(directory.resolve("x.svg")));
    refused("--svg draws one run, and there are two", "report", run, run, "--svg", "x.svg");
  }
}
