package dev.latchtree.lab.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DialogueTest {

  private static final long HEAP = 64L << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path directory;

  /** Says what it hears, fails when told to, and ends when told to. */
  static final class Echo {

    private Echo() {}

    public static void main(String[] arguments) throws IOException {
      Dialogue.answerAll(
          words -> {
            System.out.println("a library's chatter");
            if (words.contains("fail")) {
              throw new IllegalStateException("as asked\nfor");
            }
            if (words.contains("hang")) {
              Thread.currentThread().join();
            }
            if (words.contains("end")) {
              System.err.println("last words");
              System.exit(1);
            }
            return words.contains("nothing") ? List.of() : words;
          });
    }
  }

  private Dialogue dialogue() {
    return new Dialogue(
        "echo", ChildJvm.of(Echo.class, HEAP, List.of()), directory.resolve("echo.err"));
  }

  private static String failure(Dialogue dialogue, String word) {
    IOException failure =
        assertThrows(IOException.class, () -> dialogue.ask(List.of(word), PATIENCE));
    return Objects.requireNonNull(failure.getMessage());
  }

  @Test
  void shouldAnswerEachQuestionAndOutliveAFailure() throws IOException {
    long before = ProcessHandle.current().children().count();
    try (Dialogue dialogue = dialogue()) {
      assertEquals(before, ProcessHandle.current().children().count(), "none before it is needed");
      assertEquals(List.of("one", "two"), dialogue.ask(List.of("one", "two"), PATIENCE));
      assertEquals(List.of(), dialogue.ask(List.of("nothing"), PATIENCE));
      String failure = failure(dialogue, "fail");
      assertTrue(
          failure.startsWith(
              "echo, asked to fail: failed java.lang.IllegalStateException: as asked for;"),
          failure);
      assertEquals(List.of("still", "there"), dialogue.ask(List.of("still", "there"), PATIENCE));
    }
    assertEquals(before, ProcessHandle.current().children().count());
  }

  @Test
  void shouldShowTheLastWordsOfAProcessThatEnded() {
    try (Dialogue dialogue = dialogue()) {
      String failure = failure(dialogue, "end");
      assertTrue(failure.contains("its process has ended"), failure);
      assertTrue(failure.contains("last words"), failure);
    }
  }

  @Test
  void shouldEndWhoDoesNotAnswer() throws IOException {
    try (Dialogue dialogue = dialogue()) {
      assertEquals(List.of("one"), dialogue.ask(List.of("one"), PATIENCE));
      IOException failure =
          assertThrows(
              IOException.class, () -> dialogue.ask(List.of("hang"), Duration.ofMillis(100)));
      String message = Objects.requireNonNull(failure.getMessage());
      assertTrue(message.contains("no answer within 100ms, so its process was ended"), message);
    }
  }
}
