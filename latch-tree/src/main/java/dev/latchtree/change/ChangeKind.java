package dev.latchtree.change;

/** What a change is, for those who read logs. The codes are part of the format. */
public enum ChangeKind {
  INSERT(1),
  UPDATE(2),
  REMOVE(3),
  SPLIT(4),
  POST(5),
  MERGE(6),
  GROW_ROOT(7),
  SHRINK_ROOT(8),
  CREATE_TREE(9),
  WRITE_OVERFLOW(10),
  FREE_OVERFLOW(11),
  DROP_TREE(12),
  BATCH(13),
  CREATE_SPACE_MAP(14);

  private final byte code;

  ChangeKind(int code) {
    this.code = (byte) code;
  }

  byte code() {
    return code;
  }
}
