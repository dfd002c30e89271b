package dev.latchtree.tree;

import java.io.Serial;

/** The tree was dropped, or its store is closed. */
final class TreeRefusedException extends IllegalStateException {

  @Serial private static final long serialVersionUID = 1L;

  TreeRefusedException(String reason) {
    super(reason);
  }
}
