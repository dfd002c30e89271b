package dev.latchtree.lab.measure;

/** What a thread under load does again and again. */
@FunctionalInterface
public interface Operation {

  /** Does it once; returns a number that is summed up, such as the size of a group. */
  long run() throws Exception;
}
