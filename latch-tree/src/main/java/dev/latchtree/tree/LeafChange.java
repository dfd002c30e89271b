package dev.latchtree.tree;

import dev.latchtree.buffer.PageGuard;
import dev.latchtree.change.ChangeKind;
import dev.latchtree.change.ChangeRecord;
import dev.latchtree.change.LooseEnd;
import dev.latchtree.node.Node;
import java.util.Arrays;

/**
 * Changes one key as the visit's {@link Edit} says. The change of the leaf, under its exclusive
 * latch, is the moment at which it happens.
 *
 * <p>A leaf that has no room is let go of, pages are reserved (rule P3), and it is latched again;
 * then it is divided, and the key goes into the part where it belongs.
 */
final class LeafChange {

  private enum Outcome {
    DONE,
    NO_ROOM,
    COMPARE
  }

  private final Visit visit;
  private final ChainReference compared = new ChainReference();
  private boolean emptier;

  LeafChange(Visit visit) {
    this.visit = visit;
  }

  /**
   * Makes the change, or finds that its rule forbids it; nothing is latched before and after.
   * LatchOrder.tla: Put, Split.
   */
  void run() {
    emptier = false;
    boolean toDivide = false;
    visit.admitCell(visit.target.length() + visit.edit.valueLength);
    Protocol protocol = visit.space.protocol();
    while (true) {
      boolean there = toDivide ? protocol.latchToDivide(visit) : visit.descent.latchLeaf();
      if (!there) {
        visit.restart();
        toDivide = toDivide && visit.hasReserved(1);
        continue;
      }
      Outcome outcome = tryOn(visit.descent.at());
      if (outcome == Outcome.NO_ROOM && toDivide) {
        if (divide(protocol)) {
          outcome = tryOn(visit.descent.at());
        }
      }
      switch (outcome) {
        case DONE -> {
          if (emptier) { // a leaf that fills up needs nobody
            noteIfUnderfull();
          }
          if (visit.edit.shows()) {
            visit.shows(visit.descent.at());
          }
          visit.unfixAll();
          return;
        }
        case NO_ROOM -> {
          visit.unfixAll();
          visit.reserve(protocol.pagesToDivide(visit));
          toDivide = true;
        }
        case COMPARE -> compare();
      }
    }
  }

  // ---------------------------------------------------------------- on the leaf

  private Outcome tryOn(PageGuard leaf) {
    Edit edit = visit.edit;
    edit.forgetOutcome();
    long page = leaf.page();
    int index = Node.find(page, visit.pageSize, visit.target.key(), visit.target.length());
    if (index >= 0) {
      return tryOnCell(leaf, index);
    }
    boolean inserts =
        !edit.removes && (edit.rule == Edit.Rule.ALWAYS || edit.rule == Edit.Rule.IF_ABSENT);
    return inserts ? insert(leaf, -index - 1) : Outcome.DONE;
  }

  private Outcome tryOnCell(PageGuard leaf, int index) {
    Edit edit = visit.edit;
    long page = leaf.page();
    int cell = Node.cell(page, visit.pageSize, index);
    edit.oldChained = Node.isChained(page, cell);
    if (edit.oldChained) {
      edit.oldChain.readFrom(page, visit.pageSize, cell);
    }
    if (edit.wantsOld && !edit.oldChained) {
      byte[] old = new byte[Node.valueLength(page, visit.pageSize, cell)];
      Node.copyValue(page, visit.pageSize, cell, old);
      edit.old = old;
    }
    if (edit.rule == Edit.Rule.IF_ABSENT) {
      return Outcome.DONE;
    }
    if (edit.rule == Edit.Rule.IF_EQUAL) {
      if (edit.oldChained && edit.comparedBuild != edit.oldChain.buildId()) {
        return Outcome.COMPARE;
      }
      if (!(edit.oldChained ? edit.comparedEqual : isExpected(page, cell))) {
        return Outcome.DONE;
      }
    }
    return edit.removes ? remove(leaf, index) : update(leaf, index);
  }

  private boolean isExpected(long page, int cell) {
    byte[] expected = visit.edit.expected;
    return Node.valueEquals(page, visit.pageSize, cell, expected);
  }

  /** BlinkTree.tla: Insert, where there is room. */
  private Outcome insert(PageGuard leaf, int index) {
    Edit edit = visit.edit;
    int keyLength = visit.target.length();
    if (!Node.hasRoom(leaf.page(), visit.pageSize, keyLength, edit.valueLength)) {
      return Outcome.NO_ROOM;
    }
    visit
        .change
        .begin(ChangeKind.INSERT)
        .insertCell(
            leaf.pageId(),
            index,
            visit.target.key(),
            keyLength,
            edit.value,
            0,
            edit.valueLength,
            edit.chained);
    return make(leaf);
  }

  private Outcome update(PageGuard leaf, int index) {
    Edit edit = visit.edit;
    if (!Node.hasRoomForValue(leaf.page(), visit.pageSize, index, edit.valueLength)) {
      return Outcome.NO_ROOM;
    }
    int cell = Node.cell(leaf.page(), visit.pageSize, index);
    emptier = edit.valueLength < Node.valueLength(leaf.page(), visit.pageSize, cell);
    visit
        .change
        .begin(ChangeKind.UPDATE)
        .setValue(leaf.pageId(), index, edit.value, 0, edit.valueLength, edit.chained);
    return make(leaf);
  }

  /** BlinkTree.tla: Remove. */
  private Outcome remove(PageGuard leaf, int index) {
    visit.change.begin(ChangeKind.REMOVE).removeCell(leaf.pageId(), index);
    emptier = true;
    return make(leaf);
  }

  private Outcome make(PageGuard leaf) {
    Edit edit = visit.edit;
    ChangeRecord record = visit.change.record();
    if (edit.chained) {
      record.tie(LooseEnd.Kind.VALUE, edit.buildId);
    }
    if (edit.oldChained) {
      visit.space.pageChanged(); // the long value's pages are nobody's from here on
      record.loosen(edit.oldChain.looseEnd());
    }
    if (edit.tree != null) {
      edit.tree.writeTo(record);
    }
    visit.mustCommit(visit.change.of(leaf).make());
    edit.applied = true;
    return Outcome.DONE;
  }

  private void noteIfUnderfull() {
    PageGuard leaf = visit.descent.at();
    if (leaf.pageId() != visit.tree.rootId()
        && PageMerge.isUnderfull(leaf.page(), visit.pageSize)) {
      visit.noteMerge(0, visit.target.key(), visit.target.length());
    }
  }

  // ---------------------------------------------------------------- room

  /**
   * Divides the leaf held and goes on at the part in which the key belongs; false means begin
   * again, with other pages reserved.
   */
  private boolean divide(Protocol protocol) {
    PageGuard leaf = visit.descent.at();
    if (!visit.hasReserved(1)) {
      return false;
    }
    if (leaf.pageId() == visit.tree.rootId()) {
      visit.rootChange.grow(leaf);
      return false;
    }
    PageGuard right = split(leaf);
    protocol.postDivided(visit, leaf);
    if (!visit.target.endsIn(leaf.page())) {
      leaf.unfix();
      visit.descent.goOnAt(right);
    }
    return true;
  }

  private PageGuard split(PageGuard leaf) {
    byte[] key = visit.target.key();
    int length = visit.target.length();
    int valueLength = visit.edit.valueLength;
    int index = Node.find(leaf.page(), visit.pageSize, key, length);
    return index >= 0
        ? visit.pageSplit.splitForValue(leaf, index, valueLength)
        : visit.pageSplit.splitForCell(leaf, -index - 1, key, length, valueLength);
  }

  // ---------------------------------------------------------------- long values

  /** Compares a long value with what is expected; then the leaf is looked at again. */
  private void compare() {
    Edit edit = visit.edit;
    compared.copyOf(edit.oldChain);
    visit.unfixAll();
    byte[] value = visit.leafRead.longValue(compared);
    if (value != null) {
      edit.comparedBuild = compared.buildId();
      edit.comparedEqual = Arrays.equals(value, edit.expected);
    } else {
      visit.restart();
    }
  }
}
