package dev.latchtree.lab.measure;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchtree.lab.report.Figures;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that is asked things, one a line, and answers each with a line. It starts with the
 * first question, and ends when its input does: so nobody has to end it. Used by one thread.
 */
public final class Dialogue implements AutoCloseable {

  private static final String OK = "ok";
  private static final String FAILED = "failed";
  private static final long PATIENCE_SECONDS = 20;
  private static final int LAST_LINES = 10;

  /** Ends processes that do not answer. */
  private static final ScheduledExecutorService IMPATIENT =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "lab-impatience");
            thread.setDaemon(true);
            return thread;
          });

  private final String name;
  private final ProcessBuilder builder;
  private final Path errors;
  private @Nullable Talk talk;

  /** A process that runs, and both ends of it. */
  private record Talk(Process process, PrintWriter questions, BufferedReader answers) {}

  /** What the process does with the words of a question; it returns those of the answer. */
  @FunctionalInterface
  public interface Answering {
    List<String> answer(List<String> words) throws Exception;
  }

  /**
   * Starts nothing yet.
   *
   * @param name what messages call the process
   * @param builder of a process whose main method calls {@link #answerAll}
   * @param errors for what the process prints when something is wrong
   */
  public Dialogue(String name, ProcessBuilder builder, Path errors) {
    this.name = name;
    this.builder = builder.redirectError(errors.toFile());
    this.errors = errors;
  }

  /**
   * Asks, and waits for the answer; who does not answer within {@code patience} is ended.
   *
   * @throws IOException naming the process, with what it last printed, if it failed or has ended
   */
  public List<String> ask(List<String> words, Duration patience) throws IOException {
    Talk running = talk != null ? talk : start();
    Future<?> end =
        IMPATIENT.schedule(
            running.process::destroyForcibly, patience.toMillis(), TimeUnit.MILLISECONDS);
    String answer;
    try {
      running.questions.println(String.join(" ", words));
      answer = running.answers.readLine();
    } finally {
      end.cancel(false);
    }
    if (answer == null || !(answer + " ").startsWith(OK + " ")) {
      throw new IOException(
          "%s, asked to %s: %s; last it printed:%n%s"
              .formatted(
                  name,
                  String.join(" ", words),
                  answer == null ? ended(end, patience) : answer,
                  lastPrinted()));
    }
    List<String> all = List.of(answer.split(" ", -1));
    return all.subList(1, all.size());
  }

  private static String ended(Future<?> end, Duration patience) {
    return end.isCancelled()
        ? "its process has ended"
        : "no answer within " + Figures.duration(patience) + ", so its process was ended";
  }

  private Talk start() throws IOException {
    Process process = builder.start();
    Talk started =
        new Talk(
            process,
            new PrintWriter(process.getOutputStream(), true, UTF_8),
            new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)));
    talk = started;
    return started;
  }

  private String lastPrinted() throws IOException {
    List<String> lines = Files.exists(errors) ? Files.readAllLines(errors) : List.of();
    return String.join(
        System.lineSeparator(),
        lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  /** Ends its input, and it ends by itself; if it does not, it is ended. */
  @Override
  public void close() {
    Talk running = talk;
    if (running == null) {
      return;
    }
    running.questions.close();
    try {
      if (!running.process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        running.process.destroyForcibly().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      running.process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** In the process that is asked: answers until there are no more questions. */
  public static void answerAll(Answering answering) throws IOException {
    PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    System.setOut(System.err); // whatever a library prints is no answer
    BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      answers.println(answer(answering, List.of(line.split(" ", -1))));
    }
  }

  private static String answer(Answering answering, List<String> words) {
    try {
      List<String> answer = answering.answer(words);
      return answer.isEmpty() ? OK : OK + " " + String.join(" ", answer);
    } catch (Throwable e) {
      e.printStackTrace();
      return FAILED + " " + e.toString().replaceAll("\\R", " ");
    }
  }
}
