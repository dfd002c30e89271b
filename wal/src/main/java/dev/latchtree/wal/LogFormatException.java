package dev.latchtree.wal;

import java.io.IOException;

/** The log is whole, but written in a format that this version does not know. */
public final class LogFormatException extends IOException {

  private static final long serialVersionUID = 1;

  LogFormatException(String message) {
    super(message);
  }
}
