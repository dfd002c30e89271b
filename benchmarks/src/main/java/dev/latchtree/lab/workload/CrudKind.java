package dev.latchtree.lab.workload;

import java.util.Locale;

/** What is done to a document. */
public enum CrudKind {
  READ,
  CREATE,
  UPDATE,
  DELETE;

  /** As reports name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
