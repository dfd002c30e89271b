package dev.latchtree.lab.engine;

import java.util.Map;
import java.util.Optional;

/**
 * A store that others have built, and people use. Each is set up as its own documentation advises
 * for small entries and many threads; no store compresses, since the values are mostly zeros.
 */
abstract class Peer implements EngineSpec {

  private final String engine;
  private final String licence;

  /**
   * One that reports call so.
   *
   * @param licence its SPDX identifier
   */
  Peer(String engine, String licence) {
    this.engine = engine;
    this.licence = licence;
  }

  @Override
  public final String engine() {
    return engine;
  }

  @Override
  public final Map<String, String> settings() {
    return Map.of("version", version());
  }

  @Override
  public String version() {
    return Versions.of(engine);
  }

  @Override
  public final String licence() {
    return licence;
  }

  /** Most can do all that is asked for. */
  @Override
  public Optional<String> refusal(Mode mode, Shape shape) {
    return Optional.empty();
  }
}
