package dev.latchtree.lab.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {

  @TempDir Path directory;

  @Test
  void shouldLeaveNothingBehind() throws IOException {
    Path made;
    try (Scratch scratch = Scratch.in(directory, "test-")) {
      made = scratch.path();
      Files.createDirectories(scratch.resolve("a/b"));
      Files.writeString(scratch.resolve("a/b/c"), "text");
      assertTrue(Files.exists(made.resolve("a/b/c")));
    }
    assertFalse(Files.exists(made));
  }

  /** A JVM that is told to stop in the middle of its work, as by Ctrl-C. */
  @RepeatedTest(5)
  void shouldLeaveNothingBehindWhenStopped() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StoppedInTheMiddle.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals("ready", child.inputReader().readLine());
    try (var entries = Files.list(directory)) {
      assertEquals(1, entries.count());
    }
    child.destroy();
    assertTrue(child.waitFor(30, TimeUnit.SECONDS));
    try (var entries = Files.list(directory)) {
      assertEquals(0, entries.count());
    }
  }

  /** The child. */
  static final class StoppedInTheMiddle {
    public static void main(String[] args) throws IOException {
      try (Scratch scratch = Scratch.in(Path.of(args[0]), "stopped-")) {
        Files.writeString(scratch.resolve("file"), "text");
        System.out.println("ready");
        for (int i = 0; ; i++) {
          Files.writeString(scratch.resolve("more-" + i % 100), "text");
        }
      } catch (NoSuchFileException removed) {
        // which is what the parent looks for
      }
    }
  }
}
