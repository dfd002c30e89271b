package dev.latchtree.change;

/**
 * Pages that nothing refers to: a value or a tree that is being made and not yet in its place, or
 * that has lost its place and is being freed. Whoever made it loose ties or frees it; after a crash
 * in between, recovery frees it (rule T8).
 *
 * @param kind of what
 * @param id build id of the value, or tree id: never used again
 * @param index number of {@code page} among the value's pages; 0 for a tree
 * @param page the first page of the value that is still there, or the root of the tree
 */
public record LooseEnd(Kind kind, long id, int index, long page) {

  /** What is loose. The codes are part of the format. */
  public enum Kind {
    VALUE(1),
    TREE(2);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    byte code() {
      return code;
    }

    static Kind of(int code) {
      return switch (code) {
        case 1 -> VALUE;
        case 2 -> TREE;
        default -> throw new IllegalArgumentException("no loose end has kind " + code);
      };
    }
  }
}
