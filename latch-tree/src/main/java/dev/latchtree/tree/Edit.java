package dev.latchtree.tree;

import org.jspecify.annotations.Nullable;

/** What a write wants of one key, and what became of it. For one thread; used again and again. */
final class Edit {

  /** When the change is made. */
  enum Rule {
    ALWAYS,
    IF_ABSENT,
    IF_PRESENT,
    IF_EQUAL
  }

  private static final byte[] NOTHING = {};

  Rule rule = Rule.ALWAYS;
  boolean removes;
  byte[] value = NOTHING;
  int valueLength;

  /** Whether {@code value} says where the user's value lies. */
  boolean chained;

  /** Then it is this value's. */
  long buildId;

  /** What the change means for a tree that the catalog is about. */
  @Nullable TreeNote tree;

  /** What the old value has to be. */
  byte[] expected = NOTHING;

  /** A long value with this build id was compared with it already, and is equal, or not. */
  long comparedBuild;

  boolean comparedEqual;

  /** Whether the old value is to be returned. */
  boolean wantsOld;

  // What became of it.

  boolean applied;
  byte @Nullable [] old;
  boolean oldChained;
  final ChainReference oldChain = new ChainReference();

  /** A put, to begin with. */
  Edit begin(Rule newRule) {
    rule = newRule;
    removes = false;
    value = NOTHING;
    valueLength = 0;
    chained = false;
    tree = null;
    expected = NOTHING;
    comparedBuild = 0;
    comparedEqual = false;
    wantsOld = false;
    forgetOutcome();
    return this;
  }

  /** Whether the outcome tells the user something about what was there. */
  boolean shows() {
    return !applied || wantsOld || rule != Rule.ALWAYS;
  }

  void forgetOutcome() {
    applied = false;
    old = null;
    oldChained = false;
  }
}
