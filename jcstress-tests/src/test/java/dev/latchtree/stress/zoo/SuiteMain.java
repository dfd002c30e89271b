package dev.latchtree.stress.zoo;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs one suite in this JVM, up to its first failure, and writes down how that was: see {@link
 * SuiteResult}. Ends when its standard input does, so that it never outlives who has started it.
 *
 * <p>Arguments: the file for the result; a test class, or {@code class#method}.
 */
final class SuiteMain implements TestExecutionListener {

  private final Path result;
  private final AtomicInteger passed = new AtomicInteger();
  private final AtomicBoolean told = new AtomicBoolean();

  private SuiteMain(Path result) {
    this.result = result;
  }

  public static void main(String[] args) {
    SuiteMain main = new SuiteMain(Path.of(args[0]));
    main.endWithInput();
    try {
      LauncherDiscoveryRequest request =
          LauncherDiscoveryRequestBuilder.request().selectors(selectors(args[1])).build();
      LauncherFactory.create().execute(request, main);
    } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
      main.end(SuiteResult.unfit(e));
    }
    main.end(SuiteResult.passed(main.passed.get()));
  }

  private static List<DiscoverySelector> selectors(String test) throws ClassNotFoundException {
    int hash = test.indexOf('#');
    if (hash < 0) {
      return List.of(DiscoverySelectors.selectClass(Class.forName(test)));
    }
    Class<?> type = Class.forName(test.substring(0, hash));
    String name = test.substring(hash + 1);
    List<DiscoverySelector> selectors = new ArrayList<>();
    for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
      Arrays.stream(declaring.getDeclaredMethods())
          .filter(method -> method.getName().equals(name) && !method.isSynthetic())
          .map((Method method) -> DiscoverySelectors.selectMethod(type, method))
          .forEach(selectors::add);
    }
    if (selectors.isEmpty()) {
      throw new IllegalArgumentException("no such method: " + test);
    }
    return selectors;
  }

  private void endWithInput() {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {}
              } catch (IOException e) {
                // the other end is gone, too
              }
              Runtime.getRuntime().halt(SuiteResult.NOBODY_WAITS);
            },
            "zoo-watches-its-starter");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult ended) {
    if (ended.getStatus() == Status.FAILED) {
      Throwable thrown =
          ended.getThrowable().orElseGet(() -> new AssertionError("failed without a reason"));
      thrown.printStackTrace();
      end(SuiteResult.failed(test.getDisplayName(), thrown));
    } else if (test.isTest() && ended.getStatus() == Status.SUCCESSFUL) {
      passed.incrementAndGet();
    }
  }

  /** Ends this JVM at once: threads of a test that failed may never end. */
  private void end(SuiteResult how) {
    if (!told.compareAndSet(false, true)) {
      return;
    }
    try {
      Path written = result.resolveSibling(Objects.toString(result.getFileName()) + ".new");
      how.write(written);
      Files.move(written, result);
    } catch (IOException e) {
      System.err.println("the result cannot be written: " + e);
    }
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(0);
  }
}
