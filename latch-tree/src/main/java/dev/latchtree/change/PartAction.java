package dev.latchtree.change;

/** What a part does to its page. The codes are part of the format. */
enum PartAction {
  /** A new cell. */
  INSERT_CELL(1),

  /** A new value for a cell. */
  SET_VALUE(2),

  REMOVE_CELL(3),

  /** The node gives its cells from an index on away and ends earlier. */
  CUT(4),

  /** The page becomes a node, whatever it was. */
  CREATE_NODE(5),

  /** The node takes over cells and range of its right neighbour. */
  ABSORB(6),

  /** The page is free. */
  FREE(7),

  /** The page becomes a part of a long value, whatever it was. */
  CREATE_OVERFLOW(8),

  /** The page becomes a map on which nothing is in use, whatever it was. */
  CREATE_MAP(9),

  /** On the map a page is in use from now on. */
  MARK_USED(10),

  /** On the map a page is free from now on. */
  MARK_FREE(11),

  /** The page becomes what it was before this record, whatever it was. */
  IMAGE(12);

  private final byte code;

  PartAction(int code) {
    this.code = (byte) code;
  }

  /** Whether the page need not be read to apply a part like this. */
  boolean startsAfresh() {
    return this == CREATE_NODE
        || this == CREATE_OVERFLOW
        || this == CREATE_MAP
        || this == FREE
        || this == IMAGE;
  }

  byte code() {
    return code;
  }

  static PartAction of(int code) {
    return switch (code) {
      case 1 -> INSERT_CELL;
      case 2 -> SET_VALUE;
      case 3 -> REMOVE_CELL;
      case 4 -> CUT;
      case 5 -> CREATE_NODE;
      case 6 -> ABSORB;
      case 7 -> FREE;
      case 8 -> CREATE_OVERFLOW;
      case 9 -> CREATE_MAP;
      case 10 -> MARK_USED;
      case 11 -> MARK_FREE;
      case 12 -> IMAGE;
      default -> throw new IllegalArgumentException("no part of a change has action " + code);
    };
  }
}
