package dev.latchtree.wal;

/**
 * The log has failed for good: a write, a sync or an append could not be completed. Nothing that
 * was not durable by then will be acknowledged, and nothing is tried again: after a failed sync
 * nobody can say what is on disk. Opening the log anew recovers what was durable.
 *
 * <p>The cause is the first failure, the same one for every caller.
 */
public final class LogFailedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  LogFailedException(String log, Throwable cause) {
    super(log + ": the log has failed and takes no more records; open it anew. " + cause, cause);
  }
}
