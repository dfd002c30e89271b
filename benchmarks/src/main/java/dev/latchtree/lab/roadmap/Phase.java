package dev.latchtree.lab.roadmap;

/** What the log holds of each page since the last checkpoint: it decides how long records are. */
enum Phase {
  /** Right after a checkpoint: the first put to each page logs all of it. */
  FIRST_TOUCHES("first-touches", "none"),
  /** Every page has been logged. */
  STEADY("steady", "every leaf touched");

  private final String label;
  private final String warmUp;

  Phase(String label, String warmUp) {
    this.label = label;
    this.warmUp = warmUp;
  }

  /** As reports name it. */
  String label() {
    return label;
  }

  /** What is done, untimed, between the last checkpoint and a round. */
  String warmUp() {
    return warmUp;
  }
}
