package dev.latchtree.lab.log;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;

/** Payloads of different kinds, always the same for the same seed. */
final class Payloads {

  private static final int VOCABULARY = 1_000;

  private Payloads() {}

  /** What payloads look like to a codec. */
  enum Kind {
    /** Words, the short ones often. */
    TEXT {
      @Override
      byte[] make(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder(size + 16);
        while (text.length() < size) {
          // the product of two numbers is small more often than not
          int number = (int) (random.nextDouble() * random.nextDouble() * VOCABULARY);
          text.append(word(number)).append(random.nextInt(12) == 0 ? ". " : " ");
        }
        return cut(text, size);
      }
    },

    /** Small objects with the same fields again and again. */
    JSON {
      @Override
      byte[] make(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder(size + 128);
        while (text.length() < size) {
          text.append("{\"id\":")
              .append(random.nextInt(1_000_000))
              .append(",\"name\":\"")
              .append(word(random.nextInt(VOCABULARY)))
              .append("\",\"price\":")
              .append(random.nextInt(10_000) / 100.0)
              .append(",\"active\":")
              .append(random.nextBoolean())
              .append("},");
        }
        return cut(text, size);
      }
    },

    /** Nothing that could be made smaller. */
    RANDOM {
      @Override
      byte[] make(int size, long seed) {
        byte[] bytes = new byte[size];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
      }
    },

    /** Nothing but zeros. */
    ZEROS {
      @Override
      byte[] make(int size, long seed) {
        return new byte[size];
      }
    };

    abstract byte[] make(int size, long seed);

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A made-up word: the number in syllables. */
  private static String word(int number) {
    String[] syllables = {"ta", "re", "mi", "so", "ke", "lu", "an", "ver", "no", "di"};
    StringBuilder word = new StringBuilder();
    int rest = number;
    do {
      word.append(syllables[rest % syllables.length]);
      rest /= syllables.length;
    } while (rest > 0);
    return word.toString();
  }

  private static byte[] cut(StringBuilder text, int size) {
    text.setLength(size);
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
