package dev.latchtree.recovery;

/**
 * What a store has to know before anything else.
 *
 * @param phase how far it is
 * @param sequence one more with every state
 * @param pageSize bytes of a page
 * @param span page ids that one page of the space map is about
 * @param beginLsn where redo begins: at the begin of the last checkpoint that was completed
 * @param looseEndsLsn where in the log that checkpoint's loose ends begin, up to its end; 0 if
 *     there were none
 * @param provenLsn all before it is on disk for sure
 * @param redoRate bytes of log that were redone in a second when that was measured last; 0 if never
 */
record ControlState(
    Phase phase,
    long sequence,
    int pageSize,
    int span,
    long beginLsn,
    long looseEndsLsn,
    long provenLsn,
    long redoRate) {

  /** How far a store is. The codes are part of the format. */
  enum Phase {
    /** Its first pages are being made: there is nothing in it yet. */
    CREATING(1),

    /** It is open, or was not closed. */
    OPEN(2),

    /** It was closed, and all of it is in the page file. */
    CLOSED(3);

    private final int code;

    Phase(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static Phase of(int code) {
      return switch (code) {
        case 1 -> CREATING;
        case 2 -> OPEN;
        case 3 -> CLOSED;
        default -> throw new IllegalArgumentException("no phase has code " + code);
      };
    }
  }

  static ControlState creating(int pageSize, int span) {
    return new ControlState(Phase.CREATING, 1, pageSize, span, 0, 0, 0, 0);
  }

  ControlState with(Phase newPhase) {
    return new ControlState(
        newPhase, sequence, pageSize, span, beginLsn, looseEndsLsn, provenLsn, redoRate);
  }

  ControlState withRedoRate(long newRate) {
    return new ControlState(
        phase, sequence, pageSize, span, beginLsn, looseEndsLsn, provenLsn, newRate);
  }

  ControlState withCheckpoint(long newBegin, long newLooseEnds, long newProven) {
    return new ControlState(
        phase, sequence, pageSize, span, newBegin, newLooseEnds, newProven, redoRate);
  }

  ControlState next() {
    return new ControlState(
        phase, sequence + 1, pageSize, span, beginLsn, looseEndsLsn, provenLsn, redoRate);
  }
}
