package dev.latchtree.storage.sim;

/**
 * A cut of a file.
 *
 * @param size the size after it
 */
record UnsyncedTruncate(int size) implements UnsyncedChange {

  @Override
  public void applyTo(ByteImage durable) {
    durable.cutTo(size);
  }

  @Override
  public void survivorsTo(ByteImage durable, Survival survival) {
    if (survival.keeps()) {
      applyTo(durable);
    }
  }
}
