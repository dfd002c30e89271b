package dev.latchtree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** What the keys of a random test look like, and in which order they are chosen. */
enum KeyShape {
  /** Counters, upwards. */
  SEQUENTIAL(1500),
  /** Counters, downwards. */
  REVERSE(1500),
  /** Short, of any bytes. */
  RANDOM(1500),
  /** Half of the choices fall on a few. */
  SKEWED(1500),
  /** As long as can be; families that differ at their ends only, so that separators are long. */
  EQUAL_PREFIXES(400),
  /** From nothing to the largest, of few different bytes: each begins another. */
  ALL_LENGTHS(400),
  /** As long as can be. */
  LARGEST(400);

  private static final int FAMILY = 25;

  private final int count;

  KeyShape(int count) {
    this.count = count;
  }

  /** Ascending, all different. */
  List<byte[]> keys(SplittableRandom random, int longest) {
    TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
    byte[] family = {};
    if (this == ALL_LENGTHS) {
      keys.add(family);
      keys.add(new byte[longest]);
      keys.add(TestBytes.repeat(0xff, longest));
    }
    for (int i = 0; keys.size() < count; i++) {
      if (i % FAMILY == 0) {
        family = TestBytes.random(random, longest);
      }
      keys.add(
          switch (this) {
            case SEQUENTIAL, REVERSE -> TestBytes.number(i, Long.BYTES + random.nextInt(20));
            case RANDOM, SKEWED -> TestBytes.random(random, random.nextInt(25));
            case EQUAL_PREFIXES -> withEnd(family, i % FAMILY);
            case ALL_LENGTHS -> fewBytes(random, random.nextInt(longest + 1));
            case LARGEST -> TestBytes.random(random, longest);
          });
    }
    return new ArrayList<>(keys);
  }

  private static byte[] withEnd(byte[] family, int end) {
    byte[] key = family.clone();
    key[key.length - 1] = (byte) (end * 10);
    return key;
  }

  private static byte[] fewBytes(SplittableRandom random, int length) {
    byte[] key = TestBytes.repeat(random.nextInt(2) == 0 ? 0 : 0xff, length);
    for (int changes = random.nextInt(3); changes > 0 && length > 0; changes--) {
      key[random.nextInt(length)] = (byte) random.nextInt(2);
    }
    return key;
  }

  /** The number of the key that a step is about. */
  int choose(SplittableRandom random, long step, int keys) {
    return switch (this) {
      case SEQUENTIAL -> (int) (step % keys);
      case REVERSE -> keys - 1 - (int) (step % keys);
      case SKEWED -> {
        double part = random.nextDouble();
        yield (int) (keys * part * part * part * part);
      }
      default -> random.nextInt(keys);
    };
  }

  /** All keys in the order in which a tree is to be emptied. */
  List<byte[]> order(List<byte[]> keys, SplittableRandom random) {
    List<byte[]> order = new ArrayList<>(keys);
    switch (this) {
      case SEQUENTIAL, EQUAL_PREFIXES -> Collections.reverse(order);
      case REVERSE, LARGEST -> {}
      default -> Collections.shuffle(order, new Random(random.nextLong()));
    }
    return order;
  }
}
