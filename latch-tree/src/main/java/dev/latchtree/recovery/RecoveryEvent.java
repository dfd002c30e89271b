package dev.latchtree.recovery;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The redo of a store that is being opened. */
@Name("dev.latchtree.Recovery")
@Label("Recovery")
@Category("LatchTree")
@Description("The log was read from the last checkpoint on, and its changes made again")
@StackTrace(false)
final class RecoveryEvent extends Event {

  @DataAmount
  @Label("Log read")
  long bytes;

  @Label("Records")
  long records;

  @Label("Pages redone")
  long pages;

  @Label("Threads")
  int threads;
}
