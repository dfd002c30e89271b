package dev.latchtree.wal;

/**
 * Has the last word on a record whose place is reserved. Called between reservation and publication
 * (rule L4): must not wait, allocate or throw.
 */
@FunctionalInterface
public interface AppendGuard {

  /** For records that nobody has to ask for. */
  AppendGuard ALWAYS = () -> true;

  /** Whether the record may still be published. */
  boolean mayPublish();
}
