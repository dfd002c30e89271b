package dev.latchtree.buffer;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A page was read from the file. */
@Name("dev.latchtree.PageLoad")
@Label("Page Load")
@Category("LatchTree")
@Description("A page was read from the page file")
@StackTrace(false)
final class PageLoadEvent extends Event {

  @Label("Page")
  long page;
}
