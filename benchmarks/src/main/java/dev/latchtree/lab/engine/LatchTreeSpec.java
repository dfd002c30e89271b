package dev.latchtree.lab.engine;

import dev.latchtree.spi.LatchProtocol;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The tree, with one of its protocols. */
record LatchTreeSpec(LatchProtocol protocol) implements EngineSpec {

  private static final String NAME = "latchtree";

  @Override
  public String engine() {
    return NAME;
  }

  @Override
  public String variant() {
    return protocol.name();
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("protocol", variant());
    settings.put("access", "Bytes");
    return settings;
  }

  @Override
  public String version() {
    return Versions.of(NAME);
  }

  @Override
  public String licence() {
    return "Apache-2.0";
  }

  @Override
  public Home home(Mode mode) {
    return Home.OFF_HEAP;
  }

  @Override
  public Optional<String> refusal(Mode mode, Shape shape) {
    return Optional.empty();
  }

  @Override
  public String inWords(Mode mode) {
    return LatchTreeStore.inWords(mode);
  }

  @Override
  public StoreUnderTest open(Setup setup) {
    return LatchTreeStore.open(protocol, setup);
  }
}
