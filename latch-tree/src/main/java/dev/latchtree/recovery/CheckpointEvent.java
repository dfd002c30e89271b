package dev.latchtree.recovery;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A checkpoint, from its begin to the log's truncation. */
@Name("dev.latchtree.Checkpoint")
@Label("Checkpoint")
@Category("LatchTree")
@Description("All pages that were dirty at its begin were written, and the log before it let go of")
@StackTrace(false)
final class CheckpointEvent extends Event {

  @Label("Begin LSN")
  long begin;

  @Label("Pages written")
  long pages;

  @Label("Was urgent")
  boolean urgent;
}
