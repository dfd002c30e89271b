package dev.latchtree.lab.measure;

/** What a thread under load does again and again. */
@FunctionalInterface
public interface Operation {

  /** What {@link #run} returns when it had nothing to do: its thread stops, and nothing counts. */
  long NOTHING_LEFT = -1;

  /** Does it once; returns a number that is summed up, such as the size of a group. */
  long run() throws Exception;
}
