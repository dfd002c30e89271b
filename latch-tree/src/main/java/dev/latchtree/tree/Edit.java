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
    expected = NOTHING;
    comparedBuild = 0;
    comparedEqual = false;
    wantsOld = false;
    forgetOutcome();
    return this;
  }

  void forgetOutcome() {
    applied = false;
    old = null;
    oldChained = false;
  }
}
