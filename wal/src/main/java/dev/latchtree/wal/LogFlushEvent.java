package dev.latchtree.wal;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A leader wrote records to the log file, and synced it where the policy asks for that. */
@Name("dev.latchtree.LogFlush")
@Label("Log Flush")
@Category("LatchTree")
@Description("Records were written from the ring to the log file")
@StackTrace(false)
final class LogFlushEvent extends Event {

  @Label("Records")
  long records;

  @Label("Bytes")
  @DataAmount
  long bytes;

  @Label("Synced")
  boolean synced;
}
