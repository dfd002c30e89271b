package dev.latchtree.lab.workload;

import dev.latchtree.lab.measure.LatencyRecorder;
import dev.latchtree.lab.measure.Operation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Reads, creates, updates and deletes entries. Each thread has entries of its own, a part of those
 * that are there and what it creates, so that what it finds can be checked; their keys lie among
 * those of the others. It deletes the oldest, and reads and updates all equally often.
 */
final class Crud implements Task {

  private static final int ALL = 100;

  private final Shift shift;
  private final CrudMix mix;
  private final boolean timed;
  private final List<Worker> workers = new ArrayList<>();

  /**
   * For one shift.
   *
   * @param timed whether each operation is timed by itself, and no stretch of them done in one go
   * @throws IllegalArgumentException if a thread would have no entry of its own
   */
  Crud(Shift shift, CrudMix mix, boolean timed) {
    if (shift.population().size() < shift.threads()) {
      throw new IllegalArgumentException(
          "%d threads need as many entries, and there are %d"
              .formatted(shift.threads(), shift.population().size()));
    }
    this.shift = shift;
    this.mix = mix;
    this.timed = timed;
  }

  @Override
  public Operation of(int thread) {
    Worker worker = new Worker(thread);
    workers.add(worker);
    return timed ? worker::timedOne : worker::stretch;
  }

  /** How long operations took, by kind; once the threads have ended. */
  Map<CrudKind, LatencyRecorder> latencies() {
    Map<CrudKind, LatencyRecorder> all = newRecorders();
    workers.forEach(
        worker -> worker.latencies.forEach((kind, one) -> recorderOf(all, kind).add(one)));
    return all;
  }

  static Map<CrudKind, LatencyRecorder> newRecorders() {
    Map<CrudKind, LatencyRecorder> recorders = new EnumMap<>(CrudKind.class);
    for (CrudKind kind : CrudKind.values()) {
      recorders.put(kind, new LatencyRecorder());
    }
    return recorders;
  }

  static LatencyRecorder recorderOf(Map<CrudKind, LatencyRecorder> recorders, CrudKind kind) {
    LatencyRecorder recorder = recorders.get(kind);
    if (recorder == null) {
      throw new IllegalStateException("nobody records " + kind);
    }
    return recorder;
  }

  @Override
  public void undo() {
    long[] created = workers.stream().flatMapToLong(Worker::createdKeys).toArray();
    long[] deleted = workers.stream().flatMapToLong(Worker::deletedKeys).toArray();
    shift.population().remove(created.length, i -> created[(int) i]);
    shift.population().put(deleted.length, i -> deleted[(int) i]);
  }

  /**
   * One thread. Its entries have indices: first those that were there, by place, then what it
   * creates. Those from {@code head} to {@code tail} are there now.
   */
  private final class Worker {

    private final int thread;
    private final CheckedSession session;
    private final SplittableRandom random = shift.seeds().split();
    private final Map<CrudKind, LatencyRecorder> latencies = newRecorders();
    private final int firstPlace;
    private final long places;
    private final long least;
    private final long last;
    private final int stretch = shift.stretch(STRETCH);
    private long head;
    private long tail;

    Worker(int thread) {
      this.thread = thread;
      session = shift.session(thread);
      long size = shift.population().size();
      firstPlace = (int) (size * thread / shift.threads());
      places = size * (thread + 1) / shift.threads() - firstPlace;
      least = (places + 1) / 2;
      last = places + Math.max(1, shift.growth() / shift.threads());
      tail = places;
    }

    long stretch() {
      for (int i = 0; i < stretch; i++) {
        CrudKind kind = mix.kindOf(random.nextInt(ALL));
        if (isAtItsEnd(kind)) {
          return i == 0 ? Operation.NOTHING_LEFT : i;
        }
        work(kind);
      }
      return stretch;
    }

    long timedOne() {
      CrudKind kind = mix.kindOf(random.nextInt(ALL));
      if (isAtItsEnd(kind)) {
        return Operation.NOTHING_LEFT;
      }
      long begun = System.nanoTime();
      work(kind);
      recorderOf(latencies, kind).record(System.nanoTime() - begun);
      return 1;
    }

    /** The store may grow only so far, and must not run empty. */
    private boolean isAtItsEnd(CrudKind kind) {
      return switch (kind) {
        case CREATE -> tail == last;
        case DELETE -> tail - head <= least;
        case READ, UPDATE -> false;
      };
    }

    private void work(CrudKind kind) {
      switch (kind) {
        case READ -> session.read(keyAt(random.nextLong(head, tail)));
        case CREATE -> session.write(keyAt(tail++));
        case UPDATE -> session.write(keyAt(random.nextLong(head, tail)));
        case DELETE -> session.remove(keyAt(head++));
      }
    }

    private long keyAt(long index) {
      return index < places
          ? shift.population().keyAt(firstPlace + (int) index)
          : Population.insertedKey((index - places) * shift.threads() + thread);
    }

    LongStream createdKeys() {
      return LongStream.range(Math.max(head, places), tail).map(this::keyAt);
    }

    LongStream deletedKeys() {
      return LongStream.range(0, Math.min(head, places)).map(this::keyAt);
    }
  }
}
