package dev.latchtree.wal;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** An appender waited for room in the ring. */
@Name("dev.latchtree.RingFull")
@Label("Ring Full")
@Category("LatchTree")
@Description("An append waited for room in the log ring")
final class RingFullEvent extends Event {

  @Label("Bytes")
  @DataAmount
  long bytes;
}
