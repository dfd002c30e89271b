package dev.latchtree.tree;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An operation had to begin again so often that it now descends with shared latches. */
@Name("dev.latchtree.RestartStorm")
@Label("Restart Storm")
@Description("An operation began again so often that it took shared latches on its way down")
@Category("LatchTree")
@Enabled(false)
@StackTrace(false)
final class RestartStormEvent extends Event {
  @Label("Tree")
  int tree;

  @Label("Restarts")
  int restarts;
}
