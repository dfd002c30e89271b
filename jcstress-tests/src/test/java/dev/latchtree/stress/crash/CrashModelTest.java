package dev.latchtree.stress.crash;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.stress.crash.SharedWrite.Condition;
import dev.latchtree.stress.crash.Step.Done;
import dev.latchtree.stress.crash.ThreadHistory.Made;
import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.Tier;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The judge rejects each kind of broken promise, and nothing else. */
class CrashModelTest {

  private static final String X = Places.contiguous(1, '0');
  private static final String Y = Places.contiguous(2, '0');
  private static final String OF_OTHER = Places.contiguous(1, '1');
  private static final String SHARED = Places.interleaved(Places.A, 0, Places.SHARED);

  private final CrashModel model = new CrashModel(2);
  private int calls;

  private long number() {
    return StampedValue.number(1, 0, ++calls, 0, 8);
  }

  private static Step step(
      boolean piecewise, @Nullable SharedWrite shared, @Nullable Object... changes) {
    Map<String, @Nullable Long> map = new HashMap<>();
    for (int i = 0; i < changes.length; i += 2) {
      map.put(String.valueOf(changes[i]), (Long) changes[i + 1]);
    }
    return new Step("step", map, piecewise, shared, store -> Done.CHANGED);
  }

  private Made begin(char owner, Step step) {
    return model.history(owner).begin(step);
  }

  private void done(char owner, Step step, boolean durable) {
    ThreadHistory history = model.history(owner);
    history.end(history.begin(step), Done.CHANGED);
    if (durable) {
      history.durable(history.completed());
    }
  }

  private void doneAt(char owner, Step step, long lsn) {
    ThreadHistory history = model.history(owner);
    history.end(history.begin(step), Done.with(new Receipt(lsn, Tier.MEMORY, 0, 0)));
  }

  private static Map<String, Long> found(Object... entries) {
    Map<String, Long> map = new TreeMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((String) entries[i], (Long) entries[i + 1]);
    }
    return map;
  }

  private void accepts(Object... entries) {
    assertDoesNotThrow(() -> model.check(found(entries)));
  }

  private void rejects(String why, Object... entries) {
    AssertionError error =
        assertThrows(AssertionError.class, () -> model.check(found(entries)), why);
    assertTrue(String.valueOf(error.getMessage()).contains(why), error::getMessage);
  }

  @Test
  void shouldWantWhatWasDurableAndNothingThatNobodyWrote() {
    long one = number();
    long two = number();
    done('0', step(false, null, X, one), true);
    accepts(X, one);
    rejects("thread 0");
    rejects("thread 0", X, two);
    rejects("thread 1", X, one, OF_OTHER, two);
    rejects("nobody made", X, one, "zzz", Step.TREE);
  }

  @Test
  void shouldAcceptWhatWasCutOffWhollyOrNotAtAll() {
    long one = number();
    long two = number();
    begin('0', step(false, null, X, one, Y, two));
    accepts();
    accepts(X, one, Y, two);
    rejects("thread 0", X, one);
    rejects("thread 0", Y, two);
  }

  @Test
  void shouldAcceptAPartOfWhatIsDonePieceByPiece() {
    long one = number();
    long two = number();
    long three = number();
    done('0', step(false, null, X, one, Y, two), true);
    begin('0', step(true, null, X, null, Y, null));
    accepts(X, one, Y, two);
    accepts(X, one);
    accepts(Y, two);
    accepts();
    rejects("thread 0", X, three);
  }

  @Test
  void shouldWantAPrefixOfWhatWasNotDurable() {
    long one = number();
    long two = number();
    done('0', step(false, null, X, one), false);
    done('0', step(false, null, Y, two), false);
    accepts();
    accepts(X, one);
    accepts(X, one, Y, two);
    rejects("thread 0", Y, two);
  }

  @Test
  void shouldWantAPrefixOfAllThreadsWherePositionsAreKnown() {
    long one = number();
    long two = number();
    doneAt('0', step(false, null, X, one), 100);
    doneAt('1', step(false, null, OF_OTHER, two), 200);
    accepts();
    accepts(X, one);
    accepts(X, one, OF_OTHER, two);
    rejects("before it, is not", OF_OTHER, two);
  }

  @Test
  void shouldKeepWhatWasFoundInTheNextLife() {
    long one = number();
    begin('0', step(false, null, X, one));
    model.check(found(X, one));
    model.settle(found(X, one));
    accepts(X, one);
    rejects("thread 0");
  }

  private static SharedWrite always(@Nullable Long number) {
    return new SharedWrite(SHARED, Condition.ALWAYS, null, number);
  }

  @Test
  void shouldWantTheLastOfSharedWritesThatDidNotOverlap() {
    long one = number();
    long two = number();
    done('0', step(false, always(one)), true);
    done('1', step(false, always(two)), true);
    accepts(SHARED, two);
    rejects("no order", SHARED, one);
    rejects("no order");
  }

  @Test
  void shouldAcceptEitherOfSharedWritesThatOverlapped() {
    long one = number();
    long two = number();
    Made first = begin('0', step(false, always(one)));
    done('1', step(false, always(two)), true);
    model.history('0').end(first, Done.CHANGED);
    model.history('0').durable(1);
    accepts(SHARED, one);
    accepts(SHARED, two);
    rejects("no order");
  }

  @Test
  void shouldAcceptASharedWriteThatWasCutOffOnlyWhereItsConditionHeld() {
    long one = number();
    long two = number();
    done('0', step(false, always(one)), true);
    begin('1', step(false, new SharedWrite(SHARED, Condition.EXPECTED, null, two)));
    accepts(SHARED, one);
    rejects("no order", SHARED, two);
  }

  @Test
  void shouldWantASharedWriteBehindWhichAnotherOneSurvived() {
    long one = number();
    long two = number();
    done('0', step(false, always(one)), false);
    done('1', step(false, new SharedWrite(SHARED, Condition.EXPECTED, one, two)), false);
    accepts();
    accepts(SHARED, one);
    accepts(SHARED, two);
    done('1', step(false, null, OF_OTHER, one), true);
    accepts(SHARED, two, OF_OTHER, one);
    rejects("no order", SHARED, one, OF_OTHER, one);
  }

  @Test
  void shouldWantBothHalvesOfABatchOverOwnAndSharedKeys() {
    long one = number();
    long two = number();
    begin('0', step(false, always(two), X, one));
    accepts();
    accepts(X, one, SHARED, two);
    rejects("no order", X, one);
    rejects("no order", SHARED, two);
  }

  @Test
  void shouldNoticeEveryDamagedByteOfAValue() {
    long number = StampedValue.number(3, 2, 1, 0, 21);
    byte[] value = StampedValue.of(number);
    assertTrue(StampedValue.numberOf(value) == number);
    for (int i = 0; i < value.length; i++) {
      byte[] damaged = value.clone();
      damaged[i] ^= 4;
      assertThrows(AssertionError.class, () -> StampedValue.numberOf(damaged));
    }
  }
}
