package dev.latchtree.stress.crash;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Names of all that can be in a store, and whose it is: a tree is its name, an entry is {@code
 * tree/key}. Whose a place is follows from its name, so the contents of a store can be divided
 * among the threads that must account for them.
 *
 * <ul>
 *   <li>trees {@code a} and {@code b}: keys of all threads side by side, on the same pages
 *   <li>tree {@code c}: the keys of each thread in one piece, so that it can remove ranges
 *   <li>trees {@code own...}: made, filled and dropped by one thread
 * </ul>
 */
final class Places {

  /** Who makes the trees that all use. */
  static final char SETUP = 'm';

  /** The owner of keys that any thread writes. */
  static final char SHARED = 's';

  static final String A = "a";
  static final String B = "b";
  static final String C = "c";

  private static final String OWN = "own";
  private static final char SEPARATOR = '/';
  private static final String PADDING = "-to-be-longer-than-its-neighbours-on-the-same-page";

  private Places() {}

  static char owner(int thread) {
    return (char) ('0' + thread);
  }

  static String entry(String tree, String key) {
    return tree + SEPARATOR + key;
  }

  static boolean isTree(String place) {
    return place.indexOf(SEPARATOR) < 0;
  }

  static String treeOf(String place) {
    int end = place.indexOf(SEPARATOR);
    return end < 0 ? place : place.substring(0, end);
  }

  static byte[] keyOf(String place) {
    return place.substring(place.indexOf(SEPARATOR) + 1).getBytes(US_ASCII);
  }

  static String entry(String tree, byte[] key) {
    return entry(tree, new String(key, US_ASCII));
  }

  /** All entries of {@code tree} lie between this, inclusive, and {@link #endOf}. */
  static String startOf(String tree) {
    return tree + SEPARATOR;
  }

  static String endOf(String tree) {
    return tree + (char) (SEPARATOR + 1);
  }

  /** A key of {@code owner} in {@code a} or {@code b}, between those of others. */
  static String interleaved(String tree, int slot, char owner) {
    return entry(tree, "%04d:%c%s".formatted(slot, owner, padding(slot)));
  }

  /** A key of {@code owner} in {@code c}. */
  static String contiguous(int slot, char owner) {
    return entry(C, "%c:%04d%s".formatted(owner, slot, padding(slot)));
  }

  static String ownTree(char owner, int number) {
    return OWN + owner + number;
  }

  static String inOwnTree(String tree, int slot) {
    return entry(tree, "%04d%s".formatted(slot, padding(slot)));
  }

  private static String padding(int slot) {
    return PADDING.substring(0, slot * 31 % PADDING.length());
  }

  /** Whose this place is; {@code '?'} if nobody can have made it. */
  static char ownerOf(String place) {
    String tree = treeOf(place);
    if (tree.startsWith(OWN) && tree.length() > OWN.length()) {
      return tree.charAt(OWN.length());
    }
    if (!tree.equals(A) && !tree.equals(B) && !tree.equals(C)) {
      return '?';
    }
    if (isTree(place)) {
      return SETUP;
    }
    if (tree.equals(C)) {
      return place.length() > 2 ? place.charAt(2) : '?';
    }
    int colon = place.indexOf(':');
    return colon < 0 || colon == place.length() - 1 ? '?' : place.charAt(colon + 1);
  }
}
