package dev.latchtree.stress.subject;

/**
 * The shape of a subject and what happened inside it since it was made.
 *
 * @param height levels; 0 if it does not say
 * @param rootCells children or entries of its root
 * @param splits pages divided
 * @param merges pages merged away
 * @param posts separators posted
 * @param rightMoves steps to a right neighbour
 * @param restarts operations begun anew
 * @param waits for latches
 */
public record Figures(
    int height,
    long rootCells,
    long splits,
    long merges,
    long posts,
    long rightMoves,
    long restarts,
    long waits) {

  public static final Figures NONE = new Figures(0, 0, 0, 0, 0, 0, 0, 0);

  /** Whether it says anything about itself. */
  public boolean isKnown() {
    return height > 0;
  }

  /** This shape, and what happened since {@code before}. */
  public Figures since(Figures before) {
    return new Figures(
        height,
        rootCells,
        splits - before.splits,
        merges - before.merges,
        posts - before.posts,
        rightMoves - before.rightMoves,
        restarts - before.restarts,
        waits - before.waits);
  }

  /** This shape, and what happened here and there. */
  public Figures plus(Figures other) {
    return new Figures(
        height,
        rootCells,
        splits + other.splits,
        merges + other.merges,
        posts + other.posts,
        rightMoves + other.rightMoves,
        restarts + other.restarts,
        waits + other.waits);
  }
}
