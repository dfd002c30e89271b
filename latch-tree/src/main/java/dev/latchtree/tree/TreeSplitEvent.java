package dev.latchtree.tree;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A page was divided. */
@Name("dev.latchtree.TreeSplit")
@Label("Tree Split")
@Description("A page was divided; its separator is posted separately")
@Category("LatchTree")
@Enabled(false)
@StackTrace(false)
final class TreeSplitEvent extends Event {
  @Label("Tree")
  int tree;

  @Label("Level")
  int level;

  @Label("Page")
  long page;

  @Label("Right Page")
  long rightPage;
}
