package dev.latchtree.stress.history;

import java.util.Arrays;

/** The places of a search that are still to be looked at. */
final class PlaceStack {

  private long[] places = new long[32];
  private int size;
  private int end;
  private int situation;
  private long placed;

  boolean isEmpty() {
    return size == 0;
  }

  void push(int atEnd, long alreadyPlaced, int inSituation) {
    if (size == places.length) {
      places = Arrays.copyOf(places, 2 * size);
    }
    places[size++] = (long) atEnd << 32 | inSituation;
    places[size++] = alreadyPlaced;
  }

  /** Takes the last one away; the methods below tell which it was. */
  void pop() {
    placed = places[--size];
    long first = places[--size];
    end = (int) (first >>> 32);
    situation = (int) first;
  }

  int end() {
    return end;
  }

  long placed() {
    return placed;
  }

  int situation() {
    return situation;
  }
}
