package dev.latchtree.stress.history;

import java.util.List;

/**
 * Why a history cannot be explained.
 *
 * @param what in a sentence, with what was there before the calls
 * @param history the calls, rendered
 */
record Violation(String what, List<String> history) {

  String message() {
    return what + history.stream().map(line -> "\n  " + line).reduce("", String::concat);
  }
}
