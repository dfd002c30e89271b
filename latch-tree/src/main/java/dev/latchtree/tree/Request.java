package dev.latchtree.tree;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One key of a group that is read or changed at one instant.
 *
 * <p>Groups take leaves in the order of rule T1: tree id, then key.
 */
public final class Request {

  static final Comparator<Request> LATCH_ORDER =
      Comparator.<Request>comparingInt(request -> request.tree.id())
          .thenComparing(request -> request.key, Arrays::compareUnsigned);

  final Tree tree;
  final byte[] key;

  /** What is to be put; null to remove the key, or to read it. */
  final byte @Nullable [] value;

  /** What was read. */
  byte @Nullable [] found;

  /** Where the new value lies, or the one found. */
  @Nullable ChainReference chain;

  /** Which of the leaves held it lies in. */
  int leaf;

  /** Which of the leaves that were located it was seen in. */
  int located;

  /**
   * Names a key, and what it is to be.
   *
   * @param key not copied
   * @param value not copied; null to remove the key, or to read it
   */
  public Request(Tree tree, byte[] key, byte @Nullable [] value) {
    this.tree = tree;
    this.key = key;
    this.value = value;
  }

  /** What is put into the leaf: the value, or where it lies. */
  byte[] cellValue() {
    return chain != null ? chain.bytes() : Objects.requireNonNull(value, "value");
  }

  /** The value read, or null if there was none. */
  public byte @Nullable [] found() {
    return found;
  }
}
