package dev.latchtree.stress.zoo;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a patch file: a header of {@code field: value} lines, in which a line that begins with
 * blanks goes on with the one before, an empty line, and a unified diff.
 *
 * <pre>
 * rule: P1
 * bug: What it does, in one sentence.
 * allows: What can happen then.
 * suite: buffer-pool dev.latchtree.buffer.OneWriterPerPageTest#shouldBeOne
 * properties: latchtree.seed=1 some.other=2     (optional)
 * limit: 60 s
 * hang: yes                                     (optional)
 * </pre>
 */
final class BugReader {

  private static final Set<String> NEEDED = Set.of("rule", "bug", "allows", "suite", "limit");
  private static final Set<String> OPTIONAL = Set.of("properties", "hang");

  private static final Pattern BLANKS = Pattern.compile(" +");

  private final String name;
  private final Map<String, String> header = new LinkedHashMap<>();

  private BugReader(String name) {
    this.name = name;
  }

  /**
   * Reads one.
   *
   * @throws PatchException if it is not of that form
   */
  static Bug read(String name, List<String> lines) {
    int end = lines.indexOf("");
    if (end < 0) {
      throw new PatchException(name + ": no empty line ends its header");
    }
    BugReader reader = new BugReader(name);
    reader.readHeader(lines.subList(0, end));
    return reader.bug(new DiffReader(name).read(lines.subList(end + 1, lines.size())));
  }

  private void readHeader(List<String> lines) {
    String last = "";
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (line.startsWith(" ") && !last.isEmpty()) {
        header.merge(last, line.strip(), (before, more) -> before + " " + more);
      } else if (colon > 0) {
        last = line.substring(0, colon);
        if (!NEEDED.contains(last) && !OPTIONAL.contains(last)) {
          throw wrong("no field is called " + last);
        }
        if (header.put(last, line.substring(colon + 1).strip()) != null) {
          throw wrong(last + " stands there twice");
        }
      } else {
        throw wrong("not a line of a header: " + line);
      }
    }
    for (String field : NEEDED) {
      if (header.getOrDefault(field, "").isEmpty()) {
        throw wrong(field + " is missing");
      }
    }
  }

  private Bug bug(List<FilePatch> files) {
    return new Bug(
        name,
        words("rule"),
        header("bug"),
        header("allows"),
        suite(),
        limit(),
        header("hang").equals("yes"),
        files);
  }

  private Suite suite() {
    List<String> words = words("suite");
    if (words.size() != 2) {
      throw wrong("suite is not a module and a test class: " + header("suite"));
    }
    Map<String, String> properties = new LinkedHashMap<>();
    for (String one : words("properties")) {
      int equals = one.indexOf('=');
      if (equals > 0) {
        properties.put(one.substring(0, equals), one.substring(equals + 1));
      } else {
        throw wrong("not a property: " + one);
      }
    }
    return new Suite(words.get(0), words.get(1), properties);
  }

  private Duration limit() {
    String limit = header("limit");
    if (!limit.matches("[1-9][0-9]{0,3} s")) {
      throw wrong("limit is not a number of seconds, like 60 s: " + limit);
    }
    return Duration.ofSeconds(Long.parseLong(limit.substring(0, limit.length() - 2)));
  }

  private List<String> words(String field) {
    return BLANKS.splitAsStream(header(field)).filter(word -> !word.isEmpty()).toList();
  }

  private String header(String field) {
    return header.getOrDefault(field, "");
  }

  private PatchException wrong(String message) {
    return new PatchException(name + ": " + message);
  }
}
