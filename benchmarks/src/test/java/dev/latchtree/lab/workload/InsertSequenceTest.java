package dev.latchtree.lab.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.latchtree.lab.measure.Load;
import dev.latchtree.lab.measure.Operation;
import dev.latchtree.lab.measure.Workers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InsertSequenceTest {

  @Test
  void shouldWaitForTheOldestThatIsUnderWay() {
    InsertSequence sequence = new InsertSequence(3);
    assertEquals(0, sequence.take());
    assertEquals(1, sequence.take());
    assertEquals(2, sequence.take());
    assertEquals(InsertSequence.NONE, sequence.take());
    assertEquals(3, sequence.taken());
    sequence.isThere(1);
    assertEquals(0, sequence.allThere());
    sequence.isThere(0);
    assertEquals(2, sequence.allThere());
    sequence.isThere(2);
    assertEquals(3, sequence.allThere());
  }

  @Test
  void shouldNeverCallThereWhatIsNot() {
    int count = 200_000;
    InsertSequence sequence = new InsertSequence(count);
    AtomicIntegerArray inserted = new AtomicIntegerArray(count);
    Workers.run(
            Load.closed(4, Duration.ofSeconds(30)),
            thread ->
                () -> {
                  long next = sequence.take();
                  if (next == InsertSequence.NONE) {
                    return Operation.NOTHING_LEFT;
                  }
                  inserted.setPlain((int) next, 1);
                  sequence.isThere(next);
                  long there = sequence.allThere();
                  if (there > 0 && inserted.getPlain((int) there - 1) != 1) {
                    throw new IllegalStateException(there + " are said to be there");
                  }
                  return 1;
                })
        .requireNoFailure();
    assertEquals(count, sequence.allThere());
    assertEquals(count, sequence.taken());
  }
}
