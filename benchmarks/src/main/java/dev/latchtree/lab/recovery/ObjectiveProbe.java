package dev.latchtree.lab.recovery;

import dev.latchtree.LatchStore;
import dev.latchtree.lab.measure.LatencyRecorder;
import dev.latchtree.lab.measure.Probe;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.measure.Spec;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One store under a promise, used by one process after the other: each is killed at a random
 * moment, and the next one tells how it recovered. A round is one kill, and at most so long.
 */
final class ObjectiveProbe implements Probe, AutoCloseable {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double BYTES_PER_MEBIBYTE = 1 << 20;

  private final Spec spec;
  private final Life life;
  private final SplittableRandom random = new SplittableRandom();
  private @Nullable MortalProcess process;

  ObjectiveProbe(Spec spec, Life life) {
    this.spec = spec;
    this.life = life;
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public void prepare() throws IOException {
    process = MortalProcess.start(life);
  }

  @Override
  public Sample run(Duration length) throws IOException {
    MortalProcess dying = process;
    if (dying == null) {
      throw new IllegalStateException("not prepared");
    }
    dying.await(MortalMain.PUTTING);
    dying.live(Duration.ofNanos(random.nextLong(length.toNanos())));
    dying.kill();
    MortalProcess next = MortalProcess.start(life);
    process = next;
    String[] words = next.await(MortalMain.RECOVERED);
    double mebibytes = Long.parseLong(words[1]) / BYTES_PER_MEBIBYTE;
    long nanos = Math.max(1, Long.parseLong(words[2]));
    LatencyRecorder time = new LatencyRecorder();
    time.record(nanos);
    return new Sample(
        mebibytes,
        time,
        null,
        0L,
        Map.of("mebibytesPerSecond", mebibytes / (nanos / NANOS_PER_SECOND)));
  }

  /**
   * Kills the last process as well, opens what it has left, and looks at all of it.
   *
   * @throws IllegalStateException if that is damaged
   */
  @Override
  public void close() {
    MortalProcess last = process;
    if (last != null) {
      process = null;
      last.kill();
      try (LatchStore store = life.reopen(life.directory(), 1)) {
        store.verify().requireSound();
      }
    }
  }
}
