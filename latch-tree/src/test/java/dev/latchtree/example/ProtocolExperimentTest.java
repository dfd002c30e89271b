package dev.latchtree.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.spi.LatchProtocol;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The experiment of the module's README runs, and leaves a sound tree, under each protocol. */
class ProtocolExperimentTest {

  @ParameterizedTest
  @EnumSource
  void shouldRunUnder(LatchProtocol protocol) throws Exception {
    assertTrue(ProtocolExperiment.putsPerSecond(protocol, 5_000) > 0);
  }
}
