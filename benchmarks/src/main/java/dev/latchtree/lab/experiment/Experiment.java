package dev.latchtree.lab.experiment;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An experiment as somebody wrote it; this package's page describes the format.
 *
 * @param source the file, for messages
 * @param head what stands before the first section
 * @param sections in the order of the file
 */
public record Experiment(String source, Block head, List<Block> sections) {

  /** The name of the choice that says which command runs it. */
  public static final String KIND = "experiment";

  public static final String TITLE = "title";
  public static final String QUESTION = "question";

  /** What every head may have, whatever the command. */
  public static final List<String> COMMON = List.of(KIND, TITLE, QUESTION);

  /** How the names of such files end. */
  public static final String SUFFIX = ".experiment";

  public Experiment {
    sections = List.copyOf(sections);
  }

  /**
   * Reads a file.
   *
   * @throws ExperimentException if it is no experiment
   */
  public static Experiment read(Path file) throws IOException {
    String source = file.toString();
    try {
      return Parser.parse(source, Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new ExperimentException(source, 1, "this is no text in UTF-8");
    }
  }

  /**
   * Reads what stands in a file.
   *
   * @param source how messages call it
   * @throws ExperimentException if it is no experiment
   */
  public static Experiment parse(String source, String text) {
    return Parser.parse(source, text);
  }

  /** The command that runs it. */
  public String kind() {
    return head.require(KIND).value();
  }

  /** In a few words; the command's name if nobody has found any. */
  public String title() {
    return head.find(TITLE).map(Choice::value).orElseGet(this::kind);
  }

  /** What it is to answer; empty if nobody says. */
  public String question() {
    return head.find(QUESTION).map(Choice::value).orElse("");
  }
}
