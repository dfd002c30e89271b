package dev.latchtree.stress.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.LatchStore;
import dev.latchtree.storage.FileStorage;
import dev.latchtree.storage.Storage;
import dev.latchtree.stress.crash.Step.Done;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a JVM whose eight threads write a store, again and again over the same directory, with
 * another protocol and policy each time. The system survives, so every call that was acknowledged
 * is there.
 *
 * <p>The child tells only that calls have returned: which ones they were follows from the seed.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoreKillTest {

  private static final int LIVES = CrashRuns.SOAK ? 50 : 5;

  @TempDir Path directory;

  @Test
  void shouldFindEveryAcknowledgedCallAfterAKill() throws Exception {
    Long only = CrashRuns.only();
    long seed = only == null ? System.nanoTime() : only;
    SplittableRandom random = new SplittableRandom(seed);
    CrashModel model = new CrashModel(KillChild.THREADS);
    long entries = 0;
    long first = 0;
    long calls = 0;
    for (int life = 1; life <= LIVES; life++) {
      int wanted = 200 + random.nextInt(CrashRuns.SOAK ? 5_000 : 1_500);
      try {
        int[] acknowledged = liveAndDie(life, seed, wanted);
        for (int count : acknowledged) {
          calls += count;
        }
        replay(model, life, seed, acknowledged);
        entries = inspect(model, life);
        first = life == 1 ? entries : first;
      } catch (AssertionError e) {
        throw new AssertionError(
            "replay with -Dtest=StoreKillTest -Dlatchtree.crash.seed=%d; life %d: %s"
                .formatted(seed, life, e.getMessage()),
            e);
      }
    }
    System.out.printf("%d kills, %d calls acknowledged, %d entries left%n", LIVES, calls, entries);
    assertTrue(entries > 100 && entries > first, entries + " entries, at first " + first);
  }

  /** What the child has done: the calls that it acknowledged, and perhaps one more each. */
  private static void replay(CrashModel model, int life, long seed, int[] acknowledged) {
    ThreadHistory setUp = model.history(Places.SETUP);
    Script.setUp(setUp.current()).forEach(step -> setUp.end(setUp.begin(step), Done.CHANGED));
    setUp.durable(setUp.completed());
    for (int t = 0; t < KillChild.THREADS; t++) {
      ThreadHistory history = model.history(Places.owner(t));
      Script script = KillChild.script(t, life, seed);
      for (int i = 0; i < acknowledged[t]; i++) {
        history.end(history.begin(script.next(history.current())), Done.CHANGED);
      }
      history.durable(history.completed());
      history.begin(script.next(history.current()));
    }
  }

  private long inspect(CrashModel model, int life) throws IOException {
    try (LatchStore store = LatchStore.open(directory, KillChild.options(life + 1));
        Storage files = FileStorage.open(directory)) {
      Map<String, Long> found = StoreContents.read(store);
      model.check(found);
      model.settle(found);
      StoreContents.requireOrder(store, files);
      return found.size();
    }
  }

  /** Returns how many calls of each thread the child acknowledged. */
  private int[] liveAndDie(int life, long seed, int wanted) throws Exception {
    Path errors = directory.resolveSibling(directory.getFileName() + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                KillChild.class.getName(),
                directory.toString(),
                String.valueOf(life),
                String.valueOf(seed)));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process child = builder.redirectError(errors.toFile()).start();
    int[] acknowledged = new int[KillChild.THREADS];
    int sum = 0;
    boolean opened = false;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals(KillChild.OPENED)) {
          opened = true;
        } else if (line.endsWith(KillChild.END)) {
          acknowledged[line.charAt(0) - '0']++;
          sum++;
        }
        if (sum >= wanted) {
          child.toHandle().destroyForcibly(); // and leave its output open
        }
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
    assertTrue(opened, Files.readString(errors));
    assertTrue(sum >= wanted, Files.readString(errors));
    Files.delete(errors);
    return acknowledged;
  }
}
