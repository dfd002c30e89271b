package dev.latchtree.latch;

import java.util.Locale;

/** The three ways to hold a page, and what a word must look like to take one. */
enum LatchMode {
  /** Nothing is taken; the reader only waits until nobody is changing the page. */
  OPTIMISTIC {
    @Override
    boolean admits(long word) {
      return !LatchWord.isExclusive(word);
    }

    @Override
    long taken(long word) {
      return word;
    }
  },

  SHARED {
    @Override
    boolean admits(long word) {
      return (word & (LatchWord.EXCLUSIVE | LatchWord.WANTED)) == 0
          && LatchWord.sharedCount(word) < LatchWord.MAX_SHARED;
    }

    @Override
    long taken(long word) {
      return (word + 1) & ~LatchWord.MARKED;
    }
  },

  EXCLUSIVE {
    @Override
    boolean admits(long word) {
      return !LatchWord.isHeld(word);
    }

    @Override
    long taken(long word) {
      return (word | LatchWord.EXCLUSIVE) & ~(LatchWord.WANTED | LatchWord.MARKED);
    }
  };

  /** For people. */
  String inWords() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether {@code word} lets another one in. */
  abstract boolean admits(long word);

  /** The word once another one is in. */
  abstract long taken(long word);
}
