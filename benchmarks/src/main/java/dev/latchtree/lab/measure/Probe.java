package dev.latchtree.lab.measure;

import java.io.IOException;
import java.time.Duration;

/** Something that can be measured in rounds. Used by one thread. */
public interface Probe {

  Spec spec();

  /** Gets ready, untimed; called once, before the first round of any probe. */
  default void prepare() throws IOException {}

  /** How much of a round's length is enough for it: of many small cells a part of it will do. */
  default double share() {
    return 1;
  }

  /** Measures for about this long. */
  Sample run(Duration length) throws IOException;
}
