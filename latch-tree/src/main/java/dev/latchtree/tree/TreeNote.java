package dev.latchtree.tree;

import dev.latchtree.change.ChangeRecord;
import dev.latchtree.change.LooseEnd;

/**
 * What a change of the catalog means for a tree: from that record on it is in its place, or has
 * lost it.
 *
 * @param end the tree
 * @param tied whether it is in its place
 */
record TreeNote(LooseEnd end, boolean tied) {

  void writeTo(ChangeRecord record) {
    if (tied) {
      record.tie(end.kind(), end.id());
    } else {
      record.loosen(end);
    }
  }
}
