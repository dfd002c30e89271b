package dev.latchtree.stress.history;

import java.util.Map;

/**
 * What a crash left of a map, and what was known to be safe before.
 *
 * @param contents all of it, or all of it that {@code keys} tell
 * @param keys that were looked at after the crash
 * @param durableLsn all records up to this one, it included, were reported durable; {@link
 *     #NOTHING} if that is not known
 */
public record Survivors(
    Map<Long, Long> contents, java.util.function.LongPredicate keys, long durableLsn) {

  /** No record is known to be durable. */
  public static final long NOTHING = KeyCall.NO_LSN;

  /** The whole contents after the crash. */
  public static Survivors of(Map<Long, Long> contents) {
    return new Survivors(contents, key -> true, NOTHING);
  }

  /** Only these keys were looked at. */
  public Survivors onlyKeys(java.util.function.LongPredicate looked) {
    return new Survivors(contents, looked, durableLsn);
  }

  /** The record at {@code lsn} was reported durable before the crash, and with it those before. */
  public Survivors durableUpTo(long lsn) {
    return new Survivors(contents, keys, lsn);
  }
}
