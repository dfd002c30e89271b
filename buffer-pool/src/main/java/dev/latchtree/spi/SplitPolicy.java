package dev.latchtree.spi;

/**
 * Where a full node is divided. The tree keeps to it as far as both halves have room for their
 * cells; so no policy can break a tree, only fill it badly.
 */
@FunctionalInterface
public interface SplitPolicy {

  /** In the middle, by bytes. */
  SplitPolicy MIDDLE = (atEnd, rightmost) -> 0.5;

  /**
   * In the middle, but where keys are appended at the tree's right edge the old node stays full:
   * keys that come in ascending order fill it.
   */
  SplitPolicy RIGHT_EDGE = (atEnd, rightmost) -> atEnd && rightmost ? 1 : 0.5;

  /**
   * The part of the node's bytes that shall stay in it; the rest goes to its new right neighbour.
   *
   * @param atEnd whether the key that has no room is larger than all that are there
   * @param rightmost whether the node is the last of its level
   * @return 0 to 1
   */
  double leftShare(boolean atEnd, boolean rightmost);
}
