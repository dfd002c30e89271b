package dev.latchtree.wal;

/**
 * How payloads above the threshold are compressed, each record by itself. A payload that would not
 * shrink is stored plain, so no record ever grows.
 *
 * <p>The libraries are optional dependencies: a log that uses one needs it on the class path, to
 * read as well as to write.
 */
public enum Compression {
  /** Payloads are stored as they are. */
  NONE,

  /** Fast, about half the size for text; needs {@code at.yawk.lz4:lz4-java}. */
  LZ4,

  /** Slower and smaller; needs {@code com.github.luben:zstd-jni}. */
  ZSTD
}
