package dev.latchtree.stress.zoo;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A test of the project that is to catch a bug.
 *
 * @param module directory of the module that has the test
 * @param test the class, or the class and a method: {@code dev.latchtree.SomeTest#shouldWork}
 * @param properties system properties it runs with, beside those that the module always sets
 */
public record Suite(String module, String test, Map<String, String> properties) {

  /** What the modules' tests run with in the build, too. */
  private static final Map<String, Map<String, String>> OF_MODULES =
      Map.of("jcstress-tests", Map.of("latchtree.yieldPoints", "true"));

  /** Names a suite. */
  public Suite {
    properties = Map.copyOf(properties);
  }

  /** The system properties of its JVM, as arguments. */
  List<String> arguments() {
    Map<String, String> all = new TreeMap<>(Map.of("latchtree.checks", "true"));
    all.putAll(OF_MODULES.getOrDefault(module, Map.of()));
    all.putAll(properties);
    return all.entrySet().stream().map(one -> "-D" + one.getKey() + "=" + one.getValue()).toList();
  }

  /** Without the package: {@code SomeTest#shouldWork}. */
  public String shortName() {
    int method = test.indexOf('#');
    String type = method < 0 ? test : test.substring(0, method);
    return test.substring(type.lastIndexOf('.') + 1);
  }

  @Override
  public String toString() {
    return module + " " + test + (properties.isEmpty() ? "" : " " + new TreeMap<>(properties));
  }
}
