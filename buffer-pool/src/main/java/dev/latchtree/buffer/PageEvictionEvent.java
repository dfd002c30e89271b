package dev.latchtree.buffer;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A page left memory. */
@Name("dev.latchtree.PageEviction")
@Label("Page Eviction")
@Category("LatchTree")
@Description("A page was evicted from the buffer pool")
@StackTrace(false)
final class PageEvictionEvent extends Event {

  @Label("Page")
  long page;

  @Label("Written First")
  @Description("Whether it was dirty when it was chosen and had to be written")
  boolean written;
}
