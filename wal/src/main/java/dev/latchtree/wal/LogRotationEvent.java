package dev.latchtree.wal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The log went on to its next segment. */
@Name("dev.latchtree.LogRotation")
@Label("Log Rotation")
@Category("LatchTree")
@Description("The log went on to its next segment; the duration is the wait for it to be prepared")
@StackTrace(false)
final class LogRotationEvent extends Event {

  @Label("Segment")
  long segment;
}
