package dev.latchtree.stress.soak;

import dev.latchtree.spi.LatchProtocol;
import dev.latchtree.stress.crash.PowerCuts;
import dev.latchtree.stress.subject.SubjectMaker;
import dev.latchtree.stress.subject.Subjects;
import java.util.Optional;

/** One store that loses its power again and again; for the engine's own protocols. */
final class Crashes implements Part {

  private static final int OF_A_STORE = 20;

  @Override
  public String name() {
    return "crashes";
  }

  @Override
  public boolean suits(SubjectMaker maker) {
    return Subjects.protocolOf(maker).isPresent();
  }

  @Override
  public void run(SubjectMaker maker, int threads, long seed, Totals totals) {
    Optional<LatchProtocol> protocol = Subjects.protocolOf(maker);
    totals.addCrashes(PowerCuts.run(protocol.orElseThrow(), seed, OF_A_STORE));
  }
}
