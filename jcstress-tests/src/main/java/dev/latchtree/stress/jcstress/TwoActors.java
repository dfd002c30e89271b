package dev.latchtree.stress.jcstress;

/**
 * What all scenarios of trees have in common. A scenario says what its two actors do, and what is
 * asked for when both are done; a class for each protocol makes a test of it. (jcstress sees no
 * inherited actors, so each of those has its own; outcomes it does inherit.)
 */
abstract class TwoActors<R> {

  private final Meeting meeting = new Meeting();

  abstract void doFirst(R result);

  abstract void doSecond(R result);

  /** Looks at what is there when both are done. */
  abstract void look(R result);

  /** Lets other states have what this one used. */
  abstract void leave();

  final void runFirst(R result) {
    meeting.first();
    doFirst(result);
  }

  final void runSecond(R result) {
    meeting.second();
    doSecond(result);
  }

  final void end(R result) {
    look(result);
    leave();
  }
}
