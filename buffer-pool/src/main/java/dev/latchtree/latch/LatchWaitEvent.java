package dev.latchtree.latch;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A thread waited for a page latch. */
@Name("dev.latchtree.LatchWait")
@Label("Latch Wait")
@Category("LatchTree")
@Description("A thread found a page latched, and spun, yielded or parked until it got in")
@StackTrace(false)
final class LatchWaitEvent extends Event {

  @Label("Page")
  @Description("Its id; LatchStore.pages tells where in a tree it is")
  long page;

  @Label("Mode")
  @Description("OPTIMISTIC, SHARED or EXCLUSIVE: what the thread wanted")
  String mode = "";
}
