package dev.latchtree.lab.log;

import dev.latchtree.lab.measure.Probe;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.measure.Workers.Outcome;
import java.io.IOException;

/** What probes of a log have in common: the log, and that a failure of it ends the run. */
abstract class LogProbe implements Probe {

  private final Spec spec;
  private final LogUnderTest under;

  LogProbe(Spec spec, LogUnderTest under) {
    this.spec = spec;
    this.under = under;
  }

  @Override
  public final Spec spec() {
    return spec;
  }

  @Override
  public void prepare() throws IOException {
    under.open();
  }

  final LogUnderTest under() {
    return under;
  }

  /** A log that has failed will go on failing: the figures would be worth nothing. */
  final void requireNoFailure(Outcome outcome) throws IOException {
    Throwable failure = outcome.failure();
    if (failure != null) {
      throw new IOException(
          "%s: %d of %d threads failed, the first with: %s"
              .formatted(spec.name(), outcome.errors(), spec.threads(), failure.getMessage()),
          failure);
    }
  }
}
