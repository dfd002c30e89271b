package dev.latchtree.lab.measure;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Work of unknown length: if it takes longer than two seconds, a line says how far it is. */
public final class SlowWork {

  private static final int PATIENCE_SECONDS = 2;
  private static final int SECONDS_BETWEEN_LINES = 10;

  private SlowWork() {}

  /**
   * Does the work in this thread.
   *
   * @param what is being done at the moment; asked by another thread, once a second
   */
  public static <T> T run(PrintWriter progress, Supplier<String> what, Callable<T> work)
      throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    Thread teller = new Thread(() -> tell(progress, what, done), "lab-progress");
    teller.setDaemon(true);
    teller.start();
    try {
      return work.call();
    } finally {
      done.countDown();
      teller.join();
    }
  }

  private static void tell(PrintWriter progress, String line, int seconds) {
    if (Progress.TERMINAL) {
      progress.print(Progress.LINE_START + line);
    } else if (seconds % SECONDS_BETWEEN_LINES == PATIENCE_SECONDS) {
      progress.println(line);
    }
    progress.flush();
  }

  private static void tell(PrintWriter progress, Supplier<String> what, CountDownLatch done) {
    try {
      int seconds = PATIENCE_SECONDS;
      boolean told = false;
      if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        do {
          tell(progress, "%s, %d s".formatted(what.get(), seconds), seconds);
          told = Progress.TERMINAL;
          seconds++;
        } while (!done.await(1, TimeUnit.SECONDS));
      }
      if (told) {
        progress.print(Progress.LINE_START);
        progress.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
