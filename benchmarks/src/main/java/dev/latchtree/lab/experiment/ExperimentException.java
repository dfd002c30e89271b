package dev.latchtree.lab.experiment;

/** An experiment is not written as it should be; the message begins with its file and line. */
public final class ExperimentException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  /**
   * In one line of a file.
   *
   * @param problem what was found there, and what is allowed
   */
  public ExperimentException(String source, int line, String problem) {
    super("%s:%d: %s".formatted(source, line, problem));
  }
}
