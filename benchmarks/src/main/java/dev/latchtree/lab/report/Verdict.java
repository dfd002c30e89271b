package dev.latchtree.lab.report;

/** What a run says about a ratio that was promised. */
public enum Verdict {
  /** Every round is on the right side of the bound. */
  MET("met"),
  /** Every round is on the wrong side of the bound. */
  MISSED("missed"),
  /** Some rounds are on one side of the bound and some on the other. */
  CANNOT_SAY("spread too large to say"),
  /** Nothing was promised. */
  NO_TARGET("no target");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }
}
