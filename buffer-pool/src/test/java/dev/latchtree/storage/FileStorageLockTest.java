package dev.latchtree.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.StorageLockedException.Holder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileStorageLockTest {
  @TempDir Path directory;

  @Test
  void shouldRefuseASecondStorageOfThisProcessOnTheSameDirectory() throws IOException {
    Path alias = Files.createSymbolicLink(directory.resolve("alias"), directory.resolve("."));
    try (Storage first = FileStorage.open(directory);
        Storage second = FileStorage.open(alias)) {
      StorageLock lock = first.lock(LockProbe.LOCK);
      StorageLockedException refusal =
          assertThrows(StorageLockedException.class, () -> second.lock(LockProbe.LOCK));
      assertEquals(Holder.THIS_PROCESS, refusal.holder());
      assertThrows(
          IllegalStateException.class, () -> second.open(LockProbe.LOCK, OpenMode.READ_ONLY));
      lock.close();
      second.lock(LockProbe.LOCK).close();
    }
  }

  @Test
  void shouldRefuseAnotherProcessAlsoAfterASecondRequestHere() throws Exception {
    try (Storage storage = FileStorage.open(directory)) {
      storage.lock(LockProbe.LOCK);
      assertThrows(StorageLockedException.class, () -> storage.lock(LockProbe.LOCK));
      Process process = startProbe();
      String answer = firstLineOf(process);
      assertTrue(answer.contains(directory.toRealPath().toString()), answer);
      assertTrue(answer.contains("is held by another process"), answer);
      assertEquals(0, process.waitFor());
    }
  }

  @Test
  void shouldBeRefusedWhileAnotherProcessLivesAndGrantedAfterItsDeath() throws Exception {
    Process process = startProbe();
    try (Storage storage = FileStorage.open(directory)) {
      assertEquals(LockProbe.GRANTED, firstLineOf(process));
      StorageLockedException refusal =
          assertThrows(StorageLockedException.class, () -> storage.lock(LockProbe.LOCK));
      assertEquals(Holder.ANOTHER_PROCESS, refusal.holder());
      process.destroyForcibly().waitFor();
      storage.lock(LockProbe.LOCK).close();
    } finally {
      process.destroyForcibly();
    }
  }

  private Process startProbe() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            LockProbe.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String firstLineOf(Process process) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    return String.valueOf(output.readLine());
  }
}
