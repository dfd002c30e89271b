package dev.latchtree.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.FileStorage;
import dev.latchtree.storage.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a JVM that writes a log, again and again over the same directory and under every policy.
 * The system survives, so every record that was acknowledged is there, under {@code OS} too.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogKillTest {

  private static final int LIVES = TestRandom.rounds(24);

  @TempDir Path directory;

  @Test
  void shouldFindEveryAcknowledgedRecordAfterAKill() throws Exception {
    SplittableRandom random = new SplittableRandom(TestRandom.seed(this));
    Map<Long, Long> before = Map.of();
    for (int life = 0; life < LIVES; life++) {
      Map<Long, Long> acknowledged = liveAndDie(life, 50 + random.nextInt(300));
      Map<Long, Long> found = read();
      String message = "life " + life + ", " + LogChild.optionsOf(life);
      assertContains(found, before, message);
      assertContains(found, acknowledged, message);
      assertPrefixOfEachWriter(found, life);
      before = found;
      if (life % 8 == 7) {
        before = openTruncateAndRead(life);
      }
    }
  }

  private static void assertContains(Map<Long, Long> found, Map<Long, Long> all, String message) {
    Map<Long, Long> there = new TreeMap<>(found);
    there.keySet().retainAll(all.keySet());
    assertEquals(new TreeMap<>(all), there, message);
  }

  private static void assertPrefixOfEachWriter(Map<Long, Long> found, int life) {
    int[] next = new int[LogChild.THREADS];
    for (long number : found.values()) { // in the order of LSNs
      if (number >> 40 == life) {
        int thread = (int) (number >> 32) & 0xff;
        assertEquals(LogChild.number(life, thread, next[thread]++), number);
      }
    }
  }

  private Map<Long, Long> read() throws IOException {
    Map<Long, Long> found = new TreeMap<>();
    try (Storage storage = FileStorage.open(directory);
        LogReader reader = LogReader.open(storage)) {
      reader.read(0, record -> found.put(record.lsn(), NumberedPayload.numberOf(record.bytes())));
    }
    return found;
  }

  private Map<Long, Long> openTruncateAndRead(int life) throws IOException {
    try (Storage storage = FileStorage.open(directory);
        WriteAheadLog log = WriteAheadLog.open(storage, LogChild.optionsOf(life))) {
      log.truncate(log.durableLsn());
    }
    return read();
  }

  /** Returns what the child acknowledged. */
  private Map<Long, Long> liveAndDie(int life, int acknowledgements) throws Exception {
    Path errors = directory.resolveSibling(directory.getFileName() + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LogChild.class.getName(),
                directory.toString(),
                String.valueOf(life)));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    Process child = builder.redirectError(errors.toFile()).start();
    Map<Long, Long> acknowledged = new TreeMap<>();
    boolean opened = false;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        if (line.equals(LogChild.OPENED)) {
          opened = true;
        } else if (line.endsWith(LogChild.END)) {
          acknowledged.put(Long.valueOf(words[0]), Long.valueOf(words[1]));
        }
        if (acknowledged.size() >= acknowledgements) {
          child.toHandle().destroyForcibly(); // and leave its output open
        }
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
    assertTrue(opened, Files.readString(errors));
    assertTrue(acknowledged.size() >= acknowledgements, Files.readString(errors));
    Files.delete(errors);
    return acknowledged;
  }
}
