package dev.latchtree.tree;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An operation had to go to the right more than twice. */
@Name("dev.latchtree.RightMoves")
@Label("Right Moves")
@Description("An operation moved right more than twice: separators are missing")
@Category("LatchTree")
@Enabled(false)
@StackTrace(false)
final class RightMovesEvent extends Event {

  /** More than this many are worth an event. */
  static final int USUAL = 2;

  @Label("Tree")
  int tree;

  @Label("Moves")
  int moves;
}
