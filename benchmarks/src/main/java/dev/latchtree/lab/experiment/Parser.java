package dev.latchtree.lab.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes an {@link Experiment} of a text, line by line. */
final class Parser {

  private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");
  private static final String NAME = "[a-z][a-z0-9-]*";
  private static final Pattern SECTION = Pattern.compile("\\[\\s*(" + NAME + ")\\s*]");
  private static final Pattern CHOICE = Pattern.compile("(" + NAME + ")\\s*=\\s*(.*)");

  private final String source;
  private final List<Block> blocks = new ArrayList<>();
  private String name = "";
  private int begun = 1;
  private Map<String, Choice> choices = new LinkedHashMap<>();

  private Parser(String source) {
    this.source = source;
  }

  static Experiment parse(String source, String text) {
    Parser parser = new Parser(source);
    int number = 0;
    for (String line : text.split("\\R", -1)) {
      number++;
      String words = COMMENT.matcher(line).replaceFirst("").strip();
      if (!words.isEmpty()) {
        parser.take(number, words);
      }
    }
    parser.end();
    Block head = parser.blocks.get(0);
    head.require(Experiment.KIND);
    return new Experiment(source, head, parser.blocks.subList(1, parser.blocks.size()));
  }

  private void take(int number, String words) {
    Matcher section = SECTION.matcher(words);
    if (section.matches()) {
      begin(number, section.group(1));
      return;
    }
    Matcher choice = CHOICE.matcher(words);
    if (!choice.matches()) {
      throw new ExperimentException(
          source,
          number,
          "'%s' is neither 'name = value' nor '[section]' nor '# comment'; names are of a-z, 0-9 and -"
              .formatted(words));
    }
    String value = choice.group(2);
    if (value.isEmpty()) {
      throw new ExperimentException(
          source, number, choice.group(1) + " has no value; leave the line out for the usual one");
    }
    Choice made = new Choice(source, number, choice.group(1), value);
    Choice before = choices.putIfAbsent(made.name(), made);
    if (before != null) {
      throw new ExperimentException(
          source, number, "%s was set in line %d already".formatted(made.name(), before.line()));
    }
  }

  private void begin(int number, String section) {
    end();
    for (Block block : blocks) {
      if (block.name().equals(section)) {
        throw new ExperimentException(
            source, number, "there is a [%s] in line %d already".formatted(section, block.line()));
      }
    }
    name = section;
    begun = number;
    choices = new LinkedHashMap<>();
  }

  private void end() {
    blocks.add(new Block(source, begun, name, choices));
  }
}
