package dev.latchtree.buffer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pool in a JVM without flags, as users start it: it works, and keeps its mouth shut. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolChildTest {

  private static final Path JVMS = Path.of("/usr/lib/jvm");
  private static final long SUM = 128L * 129 / 2;

  private static final String HOSTILE =
      """
      java.io.tmpdir=/hostile
      user.home=/hostile
      test.given=hostile
      latchtree.frames=-1
      bytes.bounds.unchecked=true
      jvm.resource.tracing=true
      java.library.path=/hostile
      """;

  /** What a child wrote. */
  private record Result(int exitCode, List<String> out, List<String> err) {}

  private static Result run(Path java, Path directory, String... flags) throws Exception {
    Path out = directory.resolve("out.txt");
    Path err = directory.resolve("err.txt");
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.add("-Djava.io.tmpdir=/tmp"); // set, so nothing may change it
    command.add("-Dtest.given=here");
    command.addAll(List.of(flags));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(PoolChild.class.getName());
    command.add(directory.resolve("data").toString());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process process = builder.start();
    if (!process.waitFor(TestThreads.LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("the child hangs");
    }
    return new Result(
        process.exitValue(), Files.readAllLines(out, UTF_8), Files.readAllLines(err, UTF_8));
  }

  private static Path ownJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private static void assertWorked(Result result, boolean windows) {
    assertEquals(
        List.of("sum " + SUM + " windows " + windows + " temporary files in /tmp given here"),
        result.out,
        () -> String.join("\n", result.err));
    assertEquals(0, result.exitCode);
  }

  @Test
  void shouldPrintNothingOfItsOwn(@TempDir Path directory) throws Exception {
    Result result = run(ownJava(), directory);
    assertWorked(result, true);
    assertEquals(List.of(), onlyUnexpected(result.err, Runtime.version().feature()));
  }

  @Test
  void shouldWorkWithoutBufferWindows(@TempDir Path directory) throws Exception {
    Result result = run(ownJava(), directory, "-Dlatchtree.bufferWindows=false");
    assertWorked(result, false);
  }

  @Test
  void shouldRunOnJdk25WithItsNoticesAtMost(@TempDir Path directory) throws Exception {
    Path java = findJdk25();
    Result result = run(java, directory);
    assertWorked(result, true);
    assertEquals(List.of(), onlyUnexpected(result.err, 25));
  }

  @Test
  void shouldBeSilentOnJdk25WithTheFlagsThatSilenceIt(@TempDir Path directory) throws Exception {
    Path java = findJdk25();
    Result result = run(java, directory, "--sun-misc-unsafe-memory-access=allow");
    assertWorked(result, true);
    assertEquals(List.of(), result.err);
  }

  @Test
  void shouldNotBeHarmedByAFileOfSystemPropertiesInTheWorkingDirectory(@TempDir Path directory)
      throws Exception {
    Files.writeString(directory.resolve("system.properties"), HOSTILE);
    Result result = run(ownJava(), directory);
    assertWorked(result, true);
    assertEquals(List.of(), onlyUnexpected(result.err, Runtime.version().feature()));
  }

  @Test
  void shouldNotBeHarmedByAFileOfSystemPropertiesThatCannotBeRead(@TempDir Path directory)
      throws Exception {
    Files.writeString(directory.resolve("system.properties"), "a=\\u00zz\nb=\\");
    assertWorked(run(ownJava(), directory), true);
  }

  /** Standard error without the notices that this JDK prints for every user of Unsafe. */
  private static List<String> onlyUnexpected(List<String> lines, int feature) {
    return feature < 24
        ? lines
        : lines.stream().filter(line -> !line.startsWith("WARNING: ")).toList();
  }

  private static Path findJdk25() throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(JVMS)) {
      try (DirectoryStream<Path> jvms = Files.newDirectoryStream(JVMS, "*25*")) {
        for (Path jvm : jvms) {
          Path java = jvm.resolve("bin").resolve("java");
          if (Files.isExecutable(java)) {
            found.add(java);
          }
        }
      }
    }
    assumeTrue(!found.isEmpty(), "no JDK 25 in " + JVMS);
    assertTrue(Files.isExecutable(found.get(0)));
    return found.get(0);
  }
}
