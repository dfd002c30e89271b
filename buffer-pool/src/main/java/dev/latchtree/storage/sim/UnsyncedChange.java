package dev.latchtree.storage.sim;

/** A change of a file's bytes that no sync has covered yet. Immutable. */
sealed interface UnsyncedChange permits UnsyncedWrite, UnsyncedTruncate {

  /** Applies the whole change: a sync succeeded. */
  void applyTo(ByteImage durable);

  /** Applies what survives the crash of the change, all of it, a part or nothing. */
  void survivorsTo(ByteImage durable, Survival survival);
}
