package dev.latchtree.stress.jcstress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the annotation processor of jcstress compiled, read without jcstress: the number of tests
 * that a run has to report, and of the actors that each of them has.
 */
final class CompiledTests {

  private static final String RESOURCE = "/META-INF/TestList";
  private static final String RECORD = "JCTEST";

  private CompiledTests() {}

  /** Number of actors by name of the test, of those whose name {@code filter} finds. */
  static Map<String, Integer> actorsByName(String filter) throws IOException {
    Pattern pattern = Pattern.compile(filter);
    Map<String, Integer> actors = new LinkedHashMap<>();
    try (InputStream list = CompiledTests.class.getResourceAsStream(RESOURCE)) {
      if (list == null) {
        throw new IOException("no " + RESOURCE + ": the annotation processor did not run");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(RECORD)) {
          Fields fields = new Fields(line);
          String name = fields.next();
          fields.next(); // the class
          fields.next(); // the generated class
          fields.next(); // a description
          int count = Integer.parseInt(fields.next());
          if (pattern.matcher(name).find()) {
            actors.put(name, count);
          }
        }
      }
    }
    return actors;
  }

  /** Fields of a line, each as its length, a letter for its type, and its text. */
  private static final class Fields {
    private final String line;
    private int at = RECORD.length();

    Fields(String line) {
      this.line = line;
    }

    String next() {
      int type = at;
      while (Character.isDigit(line.charAt(type))) {
        type++;
      }
      int start = type + 1;
      int end = start + Integer.parseInt(line.substring(at, type));
      at = end;
      return line.substring(start, end);
    }
  }
}
