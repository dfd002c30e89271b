package dev.latchtree.tree;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A page was merged away. */
@Name("dev.latchtree.TreeMerge")
@Label("Tree Merge")
@Description("A page took over all of its right neighbour, which is free now")
@Category("LatchTree")
@Enabled(false)
@StackTrace(false)
final class TreeMergeEvent extends Event {
  @Label("Tree")
  int tree;

  @Label("Level")
  int level;

  @Label("Page")
  long page;

  @Label("Freed Page")
  long freedPage;
}
