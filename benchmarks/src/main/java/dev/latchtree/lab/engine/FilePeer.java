package dev.latchtree.lab.engine;

import java.util.Optional;

/**
 * A peer that is measured over files only, and keeps what it caches in one place whatever the mode.
 */
abstract class FilePeer extends Peer {

  private final Home home;
  private final String notInMemory;

  /**
   * One that reports call so.
   *
   * @param licence its SPDX identifier
   * @param notInMemory why not, and what it does instead
   */
  FilePeer(String engine, String licence, Home home, String notInMemory) {
    super(engine, licence);
    this.home = home;
    this.notInMemory = notInMemory;
  }

  @Override
  public final Home home(Mode mode) {
    return home;
  }

  @Override
  public final Optional<String> refusal(Mode mode, Shape shape) {
    return mode == Mode.MEMORY ? Optional.of(notInMemory) : Optional.empty();
  }
}
