package dev.latchtree.storage.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.latchtree.storage.FileBytes;
import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.SeededRun;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The smallest routine that must be crash-safe, "replace a file atomically", crashed at every step.
 * And the disk's own test: the same routine without one of its safeguards must be caught.
 */
class AtomicReplaceCrashTest {
  private static final int SEEDS_PER_STEP = 20;
  private static final String NAME = "file";
  private static final String TEMPORARY = "file.tmp";
  private static final byte[] OLD = FileBytes.random(1, 5000);
  private static final byte[] NEW = FileBytes.random(2, 7001);

  /** What a careless author might leave out. */
  private enum Safeguard {
    SYNC_OF_THE_FILE,
    SYNC_OF_THE_DIRECTORY,
    TEMPORARY_FILE
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void shouldLeaveTheOldFileOrTheNewOneAndTheNewOneOnceAcknowledged(int sectorSize) {
    SeededRun.withSeeds(
        5,
        seed ->
            assertEquals("", firstViolation(sectorSize, EnumSet.noneOf(Safeguard.class), seed)));
  }

  @ParameterizedTest
  @EnumSource(Safeguard.class)
  void shouldCatchTheRoutineThatLacksOneSafeguard(Safeguard lacking) {
    SeededRun.withSeeds(
        5, seed -> assertNotEquals("", firstViolation(512, EnumSet.of(lacking), seed)));
  }

  /** Crashes at every step, several times each; describes the first violation, "" if none. */
  private static String firstViolation(int sectorSize, Set<Safeguard> lacking, long seed)
      throws IOException {
    SplittableRandom seeds = new SplittableRandom(seed);
    boolean finished = false;
    for (long step = 1; !finished; step++) {
      for (int i = 0; i < SEEDS_PER_STEP; i++) {
        SimulatedDisk disk = new SimulatedDisk(sectorSize);
        FileBytes.writeDurably(disk.storage(), NAME, OLD);
        long crashSeed = seeds.nextLong();
        disk.install(FaultPlan.none().crashAtStep(step, crashSeed));
        finished = replace(disk.storage(), lacking);
        disk.crash(crashSeed);
        disk.install(FaultPlan.none());
        byte[] found = FileBytes.read(disk.boot(), NAME);
        if (!Arrays.equals(found, NEW) && (finished || !Arrays.equals(found, OLD))) {
          return "A file of %d bytes after crash seed %d, acknowledged %b:%n%s"
              .formatted(found.length, crashSeed, finished, String.join("\n", disk.trace()));
        }
      }
    }
    return "";
  }

  /** Replaces the file; returns whether it got to the end. */
  private static boolean replace(Storage storage, Set<Safeguard> lacking) throws IOException {
    boolean inPlace = lacking.contains(Safeguard.TEMPORARY_FILE);
    try {
      try (StorageFile file = storage.open(inPlace ? NAME : TEMPORARY, OpenMode.CREATE)) {
        file.writeFully(ByteBuffer.wrap(NEW), 0);
        if (!lacking.contains(Safeguard.SYNC_OF_THE_FILE)) {
          file.sync();
        }
      }
      if (!inPlace) {
        storage.rename(TEMPORARY, NAME);
      }
      if (!lacking.contains(Safeguard.SYNC_OF_THE_DIRECTORY)) {
        storage.syncDirectory();
      }
      return true;
    } catch (SimulatedCrashException expected) {
      return false;
    }
  }
}
