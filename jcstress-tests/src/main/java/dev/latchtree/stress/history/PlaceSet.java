package dev.latchtree.stress.history;

/** The places of a search that were seen, two numbers each, by open addressing. */
final class PlaceSet {

  private static final long EMPTY = -1;

  private long[] places = filled(32);
  private int size;

  /** Adds a place; false if it is there already. */
  boolean add(int end, long placed, int situation) {
    if (size * 4L >= places.length) {
      grow();
    }
    if (!insert((long) end << 32 | situation, placed)) {
      return false;
    }
    size++;
    return true;
  }

  private boolean insert(long first, long second) {
    int mask = places.length / 2 - 1;
    long hash = (first * 0x9E3779B97F4A7C15L ^ second) * 0xC2B2AE3D27D4EB4FL;
    int at = (int) (hash >>> 32) & mask;
    while (places[2 * at] != EMPTY) {
      if (places[2 * at] == first && places[2 * at + 1] == second) {
        return false;
      }
      at = at + 1 & mask;
    }
    places[2 * at] = first;
    places[2 * at + 1] = second;
    return true;
  }

  private void grow() {
    long[] old = places;
    places = filled(2 * old.length);
    for (int i = 0; i < old.length; i += 2) {
      if (old[i] != EMPTY) {
        insert(old[i], old[i + 1]);
      }
    }
  }

  private static long[] filled(int length) {
    long[] places = new long[length];
    java.util.Arrays.fill(places, EMPTY);
    return places;
  }
}
