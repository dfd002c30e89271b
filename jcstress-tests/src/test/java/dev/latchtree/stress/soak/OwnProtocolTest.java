package dev.latchtree.stress.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.spi.WaitStrategy;
import dev.latchtree.stress.subject.Subject;
import dev.latchtree.stress.subject.SubjectMaker;
import dev.latchtree.stress.subject.Subjects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Somebody else's protocol, given by the name of its class: the right one passes, the wrong not.
 */
class OwnProtocolTest {

  private static final int TRIES = 200;

  private static SubjectMaker byName(Class<? extends SubjectMaker> type) {
    return Subjects.named(type.getName(), OwnProtocolTest.class.getClassLoader());
  }

  @Test
  void shouldPassIfItIsRight() throws Exception {
    Soak soak = new Soak(byName(SmallBlink.Maker.class), 4, Set.copyOf(Soak.parts()));
    soak.run(System.nanoTime() >>> 1, () -> true);
    assertTrue(soak.totals().calls() > 10_000, soak.totals().toString());
    assertTrue(soak.totals().interleavings() > 50, soak.totals().toString());
    assertEquals(0, soak.totals().crashes());
  }

  @Test
  void shouldBeRejectedByInterleavings() throws Exception {
    SoakViolation found = violation("interleavings", TRIES);
    assertTrue(found.replay().contains(SmallBlink.WithoutRightMoves.class.getName()));
    assertTrue(found.replay().contains("--only interleavings --seed "), found.replay());
    String steps = String.valueOf(found.getMessage());
    assertTrue(steps.contains("look into the index"), steps);
  }

  @Test
  void shouldBeRejectedByThreadsAtFullSpeed() {
    SubjectMaker wrong = byName(SmallBlink.WithoutRightMoves.class);
    MixSettings settings = new MixSettings(300, false, 20_000, 5);
    AssertionError found = null;
    for (int i = 0; i < TRIES && found == null; i++) {
      found = violation(wrong, settings, i);
    }
    assertNotNull(found, "it passed " + TRIES + " times");
  }

  private static @Nullable AssertionError violation(
      SubjectMaker maker, MixSettings settings, long seed) {
    try {
      new Mix().run(maker, 4, settings, new SplittableRandom(seed), new Totals());
      return null;
    } catch (AssertionError e) {
      return e;
    } catch (IllegalStateException damaged) {
      return new AssertionError(damaged);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SoakViolation violation(String part, int rounds) {
    int[] round = new int[1];
    Soak soak = new Soak(byName(SmallBlink.WithoutRightMoves.class), 4, Set.of(part));
    return assertThrows(
        SoakViolation.class, () -> soak.run(System.nanoTime() >>> 1, () -> round[0]++ > rounds));
  }

  /** Its own threads may not end by an exception, though nobody waits for them. */
  public static final class WithADyingThread implements SubjectMaker {
    @Override
    public String name() {
      return WithADyingThread.class.getName();
    }

    @Override
    public Subject make(WaitStrategy waits, int pages) {
      Thread dying =
          new Thread(
              () -> {
                throw new IllegalStateException("dying");
              },
              "dying");
      dying.start();
      try {
        dying.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return new SmallBlink(waits, true);
    }
  }

  @Test
  void shouldBeRejectedIfAThreadOfItsOwnDies() {
    Soak soak = new Soak(byName(WithADyingThread.class), 2, Set.of("threads"));
    SoakViolation found = assertThrows(SoakViolation.class, () -> soak.run(1, () -> true));
    String message = String.valueOf(found.getMessage());
    assertTrue(message.contains("dying ended by an exception"), message);
  }

  @Test
  void shouldSayWhatThereIs() {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> Subjects.named("no.such.Protocol", OwnProtocolTest.class.getClassLoader()));
    assertTrue(String.valueOf(thrown.getMessage()).contains("OPTIMISTIC_BLINK"));
  }
}
