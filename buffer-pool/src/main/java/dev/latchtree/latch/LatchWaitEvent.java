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
@Description("A thread waited for a page latch")
@StackTrace(false)
final class LatchWaitEvent extends Event {

  @Label("Page")
  long page;

  @Label("Mode")
  String mode = "";
}
