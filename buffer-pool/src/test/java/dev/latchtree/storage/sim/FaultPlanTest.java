package dev.latchtree.storage.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.FileBytes;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.SeededRun;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class FaultPlanTest {
  private final SimulatedDisk disk = new SimulatedDisk();
  private final Storage storage = disk.storage();

  @Test
  void shouldFailEveryKindOfStepOnce() throws IOException {
    StorageFile file = storage.open("f", OpenMode.CREATE);
    assertFailsOnce(() -> storage.open("g", OpenMode.CREATE));
    assertFailsOnce(() -> storage.open("f", OpenMode.READ_ONLY));
    assertFailsOnce(() -> file.write(ByteBuffer.allocate(5), 0));
    assertFailsOnce(() -> file.read(ByteBuffer.allocate(5), 0));
    assertFailsOnce(file::size);
    assertFailsOnce(file::sync);
    assertFailsOnce(() -> file.truncate(1));
    assertFailsOnce(() -> storage.exists("f"));
    assertFailsOnce(storage::list);
    assertFailsOnce(() -> storage.rename("f", "h"));
    assertFailsOnce(() -> storage.delete("h"));
    assertFailsOnce(storage::syncDirectory);
    assertFailsOnce(() -> storage.lock("lock"));
  }

  private void assertFailsOnce(Executable call) {
    disk.install(FaultPlan.none().failAtStep(1));
    String message = String.valueOf(assertThrows(IOException.class, call).getMessage());
    assertTrue(message.startsWith("Input/output error"), message);
    try {
      call.execute();
    } catch (Throwable t) {
      throw new AssertionError("Failed twice", t);
    }
  }

  @Test
  void shouldFailOnlyTheKindThatWasAsked() throws IOException {
    try (StorageFile file = storage.open("f", OpenMode.CREATE)) {
      disk.install(
          FaultPlan.none().failReadAtStep(1).failWriteAtStep(2).failSyncAtStep(3).failSync(2));
      file.writeFully(FileBytes.of("a"), 0);
      file.sync();
      file.readFully(ByteBuffer.allocate(1), 0);
      assertThrows(IOException.class, file::sync);
      file.sync();
    }
  }

  @Test
  void shouldLeaveSomePartOfAFailedWriteAndNotAdvanceItsBuffer() {
    SeededRun.withSeeds(
        50,
        seed -> {
          SimulatedDisk failing = new SimulatedDisk();
          failing.install(FaultPlan.none().failWriteAtStep(2).seed(seed));
          try (StorageFile file = failing.storage().open("f", OpenMode.CREATE)) {
            ByteBuffer source = ByteBuffer.wrap(FileBytes.random(seed, 1000));
            assertThrows(IOException.class, () -> file.write(source, 0));
            assertEquals(0, source.position());
            byte[] left = FileBytes.read(file);
            assertEquals(ByteBuffer.wrap(left), source.slice(0, left.length));
          }
        });
  }

  @Test
  void shouldBeFullAtTheStepThatNeedsSpace() throws IOException {
    try (StorageFile file = storage.open("f", OpenMode.CREATE)) {
      disk.install(FaultPlan.none().diskFullAtStep(1).diskFullAtStep(2));
      assertEquals(0, file.size());
      String message =
          String.valueOf(assertThrows(IOException.class, () -> file.allocate(0, 10)).getMessage());
      assertTrue(message.startsWith("No space left on device"), message);
      file.allocate(0, 10);
    }
  }

  @Test
  void shouldHoldNoMoreThanItsCapacity() throws IOException {
    disk.install(FaultPlan.none().capacity(1000));
    try (StorageFile file = storage.open("f", OpenMode.CREATE);
        StorageFile other = storage.open("g", OpenMode.CREATE)) {
      other.allocate(0, 400);
      assertEquals(600, file.write(ByteBuffer.allocate(700), 0));
      IOException full = assertThrows(IOException.class, () -> file.allocate(600, 1));
      assertTrue(String.valueOf(full.getMessage()).contains("No space left on device"));
      file.writeFully(ByteBuffer.allocate(600), 0);
      assertEquals(0, file.write(ByteBuffer.allocate(0), 2000));
      storage.delete("g");
      file.allocate(600, 400);
      assertThrows(IOException.class, () -> file.allocate(1000, 1));
    }
  }

  @Test
  void shouldCompleteTransfersThatAreShortAtAnyStep() {
    SeededRun.withSeeds(
        20,
        seed -> {
          // 1 open, 2 write, 3 write, 4 size, 5 read.
          for (long step = 1; step <= 5; step++) {
            long shortened =
                transfersThatComplete(FaultPlan.none().shortTransferAtStep(step).seed(seed));
            assertEquals(step == 1 || step == 4 ? 0 : 1, shortened, "step " + step);
          }
          FaultPlan always = FaultPlan.none().shortTransferWhen(any -> true).seed(seed);
          assertTrue(transfersThatComplete(always) >= 3);
        });
  }

  /** Transfers some bytes and checks them; returns how many of the transfers were short. */
  private static long transfersThatComplete(FaultPlan plan) throws IOException {
    SimulatedDisk shortened = new SimulatedDisk();
    shortened.install(plan);
    byte[] bytes = FileBytes.random(7, 3000);
    try (StorageFile file = shortened.storage().open("f", OpenMode.CREATE)) {
      file.allocate(0, 2000);
      file.writeFully(ByteBuffer.wrap(bytes), 0);
      assertArrayEquals(bytes, FileBytes.read(file));
    }
    return shortened.trace().stream().filter(line -> line.endsWith("short")).count();
  }

  @Test
  void shouldCrashAtAStepThatMatches() throws IOException {
    disk.install(FaultPlan.none().crashWhen(step -> step.kind() == IoKind.RENAME, 1));
    FileBytes.writeDurably(storage, "f", new byte[1]);
    SimulatedCrashException crash =
        assertThrows(SimulatedCrashException.class, () -> storage.rename("f", "g"));
    assertTrue(String.valueOf(crash.getMessage()).contains("RENAME f"), crash::toString);
    assertTrue(disk.isCrashed());
  }

  @Test
  void shouldNotChangeWhenAnotherPlanIsMadeFromIt() throws IOException {
    FaultPlan plan = FaultPlan.none();
    plan.failAtStep(1).capacity(0);
    disk.install(plan);
    FileBytes.writeDurably(storage, "f", new byte[10]);
  }
}
