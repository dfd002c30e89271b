package dev.latchtree.lab.quickwins;

import dev.latchtree.lab.engine.LatchTreeStore;
import dev.latchtree.lab.engine.StoreUnderTest.Session;
import dev.latchtree.lab.measure.Load;
import dev.latchtree.lab.measure.Probe;
import dev.latchtree.lab.measure.Sample;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.measure.Workers;
import dev.latchtree.lab.measure.Workers.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One cell: so many users, each of whom writes when the write before has returned. */
final class WriteProbe implements Probe {

  private final Spec spec;
  private final SmallStore store;
  private final SplittableRandom seeds;

  WriteProbe(Spec spec, SmallStore store) {
    this.spec = spec;
    this.store = store;
    seeds = new SplittableRandom(spec.name().hashCode());
  }

  @Override
  public Spec spec() {
    return spec;
  }

  @Override
  public void prepare() throws IOException {
    store.open();
  }

  @Override
  public Sample run(Duration length) {
    Map<String, Long> before = store.events();
    List<Session> sessions = new ArrayList<>();
    try {
      Outcome outcome =
          Workers.run(
                  Load.closed(spec.threads(), length),
                  thread -> {
                    Session session = store.session();
                    sessions.add(session);
                    return store.write(session, seeds.split());
                  })
              .requireNoFailure();
      long fsyncs =
          store.events().getOrDefault(LatchTreeStore.FSYNCS, 0L)
              - before.getOrDefault(LatchTreeStore.FSYNCS, 0L);
      return new Sample(
          outcome.perSecond(),
          outcome.latency(),
          fsyncs,
          outcome.errors(),
          Map.of("cores", outcome.cores()));
    } finally {
      sessions.forEach(Session::close);
    }
  }
}
