package dev.latchtree.stress.crash;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.wal.SyncPolicy;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power fails at any step of several threads' work, of a recovery, and of the recovery from
 * that: all that was acknowledged is there, nothing is half there, no page is lost ({@link
 * PowerCuts}).
 */
@Timeout(value = 120, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PowerCutTest {

  private static final int CRASHES = CrashRuns.SOAK ? 10_000 : 1_000;
  private static final int CRASHES_OF_A_STORE = 20;

  @ParameterizedTest
  @EnumSource
  void shouldKeepItsPromiseThroughCrashesAtAnyStep(LatchProtocol protocol) throws Exception {
    long begun = System.nanoTime();
    int crashes =
        CrashRuns.until(
            CRASHES,
            "PowerCutTest#shouldKeepItsPromiseThroughCrashesAtAnyStep",
            protocol,
            seed -> PowerCuts.run(protocol, seed, CRASHES_OF_A_STORE));
    System.out.printf(
        "%s: %d crashes in %d ms%n", protocol, crashes, (System.nanoTime() - begun) / 1_000_000);
    assertTrue(crashes >= CRASHES);
  }

  /** Truly every step of a short life, from the creation of the store on. */
  @ParameterizedTest
  @EnumSource
  void shouldKeepItsPromiseThroughACrashAtEveryStep(LatchProtocol protocol) throws Exception {
    CrashSettings settings =
        new CrashSettings(
            CrashSettings.small(protocol, SyncPolicy.group()).build(),
            SyncPolicy.group(),
            512,
            2,
            CrashRuns.SOAK ? 20 : 4,
            12);
    int recoveryEvery = CrashRuns.SOAK ? 1 : 24;
    int crashes =
        CrashRuns.until(
            1,
            "PowerCutTest#shouldKeepItsPromiseThroughACrashAtEveryStep",
            protocol,
            seed -> {
              int count = 0;
              int missed = 0; // lives differ in length
              for (long step = 1; missed < 4; step++) {
                int atThis = PowerCuts.runAt(step, settings, seed, step % recoveryEvery == 0);
                missed = atThis == 0 ? missed + 1 : 0;
                count += atThis;
              }
              return count;
            });
    System.out.printf("%s: %d crashes, one at every step%n", protocol, crashes);
    assertTrue(crashes > 0);
  }
}
