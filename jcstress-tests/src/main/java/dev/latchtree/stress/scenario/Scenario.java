package dev.latchtree.stress.scenario;

import dev.latchtree.stress.explore.Explorer;
import dev.latchtree.stress.subject.Subject;
import dev.latchtree.stress.subject.SubjectMaker;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What two or three threads do to a small tree: always the same places, and details by chance, from
 * the seed that chooses the interleaving, too.
 *
 * <p>Most prepared keys are multiples of ten: 0 to 30 lie in the first leaf, 40 to 60 in the next,
 * 70 to 90 in the third. The first is full then, the others have room for four more ({@link
 * #fill}).
 */
public enum Scenario {

  /** Several insert into one leaf, which is full. */
  INSERTS_IN_ONE_LEAF {
    @Override
    void prepare(RecordedTree tree, SplittableRandom random) {
      tree.prepare(0, 200, 10);
      fill(tree, 40);
    }

    @Override
    void begin(RecordedTree tree, SplittableRandom random, Explorer explorer) {
      for (String name : new String[] {"a", "b", "c"}) {
        int[] keys = keys(random, 3, 45, 80);
        explorer.thread(
            name,
            () -> {
              tree.put(keys[0], name);
              tree.putIfAbsent(keys[1], name);
              tree.put(keys[2], name);
            });
      }
    }
  },

  /** One splits a leaf that others read and scan. */
  SPLIT_AGAINST_READERS {
    @Override
    void prepare(RecordedTree tree, SplittableRandom random) {
      tree.prepare(0, 200, 10);
      fill(tree, 40);
    }

    @Override
    void begin(RecordedTree tree, SplittableRandom random, Explorer explorer) {
      int[] put = keys(random, 2, 45, 80);
      int[] got = {put[0], 10 * (4 + random.nextInt(4)), 10 * (4 + random.nextInt(4))};
      boolean forward = random.nextBoolean();
      explorer
          .thread(
              "writer",
              () -> {
                tree.put(put[0], "writer");
                tree.put(put[1], "writer");
              })
          .thread(
              "reader",
              () -> {
                for (int key : got) {
                  tree.get(key);
                }
              })
          .thread("scanner", () -> tree.scan(forward));
    }
  },

  /** Leaves of one entry are emptied and merged while others insert, read and scan. */
  MERGE_AGAINST_ALL {
    @Override
    void prepare(RecordedTree tree, SplittableRandom random) {
      tree.prepare(0, 200, 10);
      leaveFew(tree, 200, 60);
    }

    @Override
    void begin(RecordedTree tree, SplittableRandom random, Explorer explorer) {
      int[] keys = {0, 60, 120, 180};
      int gone = keys[random.nextInt(4)];
      int next = keys[random.nextInt(4)];
      boolean forward = random.nextBoolean();
      explorer
          .thread(
              "remover",
              () -> {
                tree.remove(gone);
                tree.remove(next);
              })
          .thread(
              "writer",
              () -> {
                tree.put(gone + 1, "writer");
                tree.get(next);
                tree.putIfAbsent(next, "writer");
              })
          .thread(
              "scanner",
              () -> {
                tree.get(gone);
                tree.scan(forward);
              });
    }
  },

  /** The root is a leaf that is full. */
  ROOT_GROWS {
    @Override
    void prepare(RecordedTree tree, SplittableRandom random) {
      tree.prepare(0, 40, 10);
    }

    @Override
    void begin(RecordedTree tree, SplittableRandom random, Explorer explorer) {
      mixed(tree, random, explorer, 40);
    }
  },

  /** The root has two leaves of one entry each. */
  ROOT_SHRINKS {
    @Override
    void prepare(RecordedTree tree, SplittableRandom random) {
      tree.prepare(0, 50, 10);
      tree.unprepare(0);
      tree.unprepare(10);
      tree.unprepare(20);
    }

    @Override
    void begin(RecordedTree tree, SplittableRandom random, Explorer explorer) {
      int low = random.nextInt(30);
      explorer
          .thread(
              "remover",
              () -> {
                tree.remove(30);
                tree.remove(40);
              })
          .thread(
              "writer",
              () -> {
                tree.put(low, "writer");
                tree.put(41, "writer");
                tree.remove(low);
              });
      reader(tree, random, explorer, 50);
    }
  },

  /** The root has as many leaves as it can; one more, and the tree has three levels. */
  INNER_ROOT_GROWS {
    @Override
    void prepare(RecordedTree tree, SplittableRandom random) {
      tree.prepareUntilRootHas(2, 8, 280);
      for (int leaf = 40; leaf < 280; leaf += 40) {
        fill(tree, leaf);
      }
    }

    @Override
    void begin(RecordedTree tree, SplittableRandom random, Explorer explorer) {
      for (String name : new String[] {"a", "b"}) {
        int[] keys = keys(random, 2, 45, 280);
        explorer.thread(
            name,
            () -> {
              tree.put(keys[0], name);
              tree.put(keys[1], name);
            });
      }
      reader(tree, random, explorer, 280);
    }
  },

  /** Three levels, and hardly an entry in them. */
  INNER_ROOT_SHRINKS {
    @Override
    void prepare(RecordedTree tree, SplittableRandom random) {
      tree.prepareUntilRootHas(3, 2, 1000);
      leaveFew(tree, 1000, 70);
    }

    @Override
    void begin(RecordedTree tree, SplittableRandom random, Explorer explorer) {
      int[] gone = {70 * random.nextInt(10), 70 * random.nextInt(10), 70 * random.nextInt(10)};
      int[] there = {70 * random.nextInt(10), 70 * random.nextInt(10)};
      explorer
          .thread(
              "remover",
              () -> {
                for (int key : gone) {
                  tree.remove(key);
                }
              })
          .thread(
              "writer",
              () -> {
                tree.remove(there[0]);
                tree.put(there[1] + 1, "writer");
                tree.put(there[0], "writer");
              });
      reader(tree, random, explorer, 700);
    }
  },

  /** Two writers meet the separator that a third one has still to post. */
  TWO_POSTS {
    @Override
    void prepare(RecordedTree tree, SplittableRandom random) {
      tree.prepare(0, 200, 10);
      fill(tree, 40);
    }

    @Override
    void begin(RecordedTree tree, SplittableRandom random, Explorer explorer) {
      int put = 45 + random.nextInt(35);
      explorer.thread("splitter", () -> tree.putIfAbsent(put, "splitter"));
      for (String name : new String[] {"a", "b"}) {
        int there = 10 * (5 + random.nextInt(3));
        explorer.thread(
            name,
            () -> {
              tree.compareAndSet(there, "first", name);
              tree.compareAndSet(there, name, "second");
            });
      }
    }
  },

  /** A batch over several full leaves, seen by single reads and by groups. */
  BATCH_AGAINST_READERS {
    @Override
    void prepare(RecordedTree tree, SplittableRandom random) {
      tree.prepare(0, 200, 10);
      fill(tree, 40);
    }

    @Override
    void begin(RecordedTree tree, SplittableRandom random, Explorer explorer) {
      int[] keys = {random.nextInt(40), 45 + random.nextInt(30), 80 + random.nextInt(40), 190};
      explorer
          .thread("batch", () -> tree.batch("batch", keys))
          .thread(
              "group",
              () -> {
                tree.getAll(keys[0], keys[2]);
                tree.getAll(keys);
              })
          .thread(
              "reader",
              () -> {
                tree.get(keys[3]);
                tree.get(keys[1]);
                tree.get(keys[0]);
              });
    }
  },

  /** A batch whose leaves are merged and split by others before it has latched them. */
  BATCH_AGAINST_WRITERS {
    @Override
    void prepare(RecordedTree tree, SplittableRandom random) {
      tree.prepare(0, 200, 10);
      for (int key = 50; key < 180; key += 10) {
        if (key % 60 != 0) {
          tree.unprepare(key);
        }
      }
    }

    @Override
    void begin(RecordedTree tree, SplittableRandom random, Explorer explorer) {
      int[] some = {random.nextInt(40), 61, 121, 179};
      explorer
          .thread("batch", () -> tree.batch("batch", some))
          .thread(
              "remover",
              () -> {
                tree.remove(60 * (1 + random.nextInt(2)));
                tree.remove(60 * (1 + random.nextInt(2)));
              })
          .thread(
              "writer",
              () -> {
                tree.put(1, "writer");
                tree.put(2, "writer");
                tree.get(61);
              });
    }
  },

  /** A batch has located a leaf; it is merged, and its page id given to a leaf farther left. */
  BATCH_AGAINST_REUSE {
    @Override
    void prepare(RecordedTree tree, SplittableRandom random) {
      tree.prepare(0, 200, 10);
      leaveFew(tree, 160, 40);
      tree.prepare(0, 40, 10);
    }

    @Override
    void begin(RecordedTree tree, SplittableRandom random, Explorer explorer) {
      int put = random.nextInt(30);
      explorer
          .thread("batch", () -> tree.batch("batch", 41, 121))
          .thread(
              "writer",
              () -> {
                tree.remove(120);
                tree.put(put, "writer");
                tree.remove(40);
              });
    }
  },

  /** A page is divided, its halves are merged again, and so is its next posted neighbour. */
  SPLIT_AGAINST_MERGE {
    @Override
    void prepare(RecordedTree tree, SplittableRandom random) {
      tree.prepare(0, 200, 10);
      fill(tree, 40);
      tree.unprepare(80);
      tree.unprepare(90);
    }

    @Override
    void begin(RecordedTree tree, SplittableRandom random, Explorer explorer) {
      int last = 10 * (4 + random.nextInt(3));
      int one = random.nextBoolean() ? 69 : 70;
      explorer
          .thread(
              "splitter",
              () -> {
                tree.put(69, "splitter");
                tree.get(last);
              })
          .thread(
              "remover",
              () -> {
                tree.remove(one);
                tree.remove(69);
                tree.remove(70);
              })
          .thread(
              "writer",
              () -> {
                tree.putIfAbsent(69, "writer");
                tree.compareAndSet(last, "first", "writer");
              });
    }
  },

  /** The root is to shrink when its only child is divided. */
  ROOT_SHRINKS_AGAINST_SPLIT {
    @Override
    void prepare(RecordedTree tree, SplittableRandom random) {
      tree.prepare(0, 50, 10);
    }

    @Override
    void begin(RecordedTree tree, SplittableRandom random, Explorer explorer) {
      int put = random.nextInt(40);
      explorer
          .thread("remover", () -> tree.remove(40))
          .thread("writer", () -> tree.put(put, "writer"))
          .thread(
              "reader",
              () -> {
                tree.get(30);
                tree.get(put);
              });
    }
  },

  /** A leaf is merged away with all its keys, and its page id given to a leaf farther right. */
  REUSE_FARTHER_RIGHT {
    @Override
    void prepare(RecordedTree tree, SplittableRandom random) {
      tree.prepare(0, 200, 10);
      fill(tree, 70);
      tree.unprepare(10);
      tree.unprepare(20);
      tree.unprepare(30);
    }

    @Override
    void begin(RecordedTree tree, SplittableRandom random, Explorer explorer) {
      int key = 10 * (4 + random.nextInt(3));
      int put = 75 + random.nextInt(25);
      explorer
          .thread(
              "mover",
              () -> {
                tree.remove(0);
                tree.put(put, "mover");
              })
          .thread("reader", () -> tree.get(key))
          .thread("writer", () -> tree.compareAndSet(key, "first", "writer"));
    }
  };

  private static final Set<Scenario> MERGING =
      EnumSet.of(
          MERGE_AGAINST_ALL,
          ROOT_SHRINKS,
          INNER_ROOT_SHRINKS,
          BATCH_AGAINST_WRITERS,
          BATCH_AGAINST_REUSE,
          SPLIT_AGAINST_MERGE,
          ROOT_SHRINKS_AGAINST_SPLIT,
          REUSE_FARTHER_RIGHT);

  private static final Set<Scenario> GROUPS =
      EnumSet.of(BATCH_AGAINST_READERS, BATCH_AGAINST_WRITERS, BATCH_AGAINST_REUSE);

  /** Whether it is about pages that are merged; the others are about pages that are divided. */
  public boolean isAboutMerging() {
    return MERGING.contains(this);
  }

  /** Whether this kind of map can take part. */
  public boolean suits(SubjectMaker maker) {
    if (!GROUPS.contains(this)) {
      return true;
    }
    try (Subject subject = maker.make(Explorer.WAITING, RecordedTree.POOL_PAGES)) {
      return subject.hasGroups();
    }
  }

  abstract void prepare(RecordedTree tree, SplittableRandom random);

  abstract void begin(RecordedTree tree, SplittableRandom random, Explorer explorer);

  private static int[] keys(SplittableRandom random, int count, int from, int to) {
    return random.ints(count, from, to).toArray();
  }

  /** Puts four more keys into the leaf that begins with {@code from}. */
  private static void fill(RecordedTree tree, int from) {
    tree.prepare(from + 1, from + 5, 1);
  }

  /** Removes all multiples of ten but those of {@code step}. */
  private static void leaveFew(RecordedTree tree, int to, int step) {
    for (int key = 0; key < to; key += 10) {
      if (key % step != 0) {
        tree.unprepare(key);
      }
    }
  }

  private static void reader(
      RecordedTree tree, SplittableRandom random, Explorer explorer, int to) {
    int[] got = keys(random, 2, 0, to / 10);
    boolean forward = random.nextBoolean();
    explorer.thread(
        "reader",
        () -> {
          tree.get(10 * got[0]);
          tree.scan(forward);
          tree.get(10 * got[1]);
        });
  }

  /** Three threads that do anything. */
  private static void mixed(RecordedTree tree, SplittableRandom random, Explorer explorer, int to) {
    for (String name : new String[] {"a", "b", "c"}) {
      SplittableRandom own = random.split();
      explorer.thread(
          name,
          () -> {
            for (int i = 0; i < 3; i++) {
              int key = own.nextInt(to);
              int old = 10 * own.nextInt(to / 10);
              switch (own.nextInt(8)) {
                case 0, 1 -> tree.put(key, name);
                case 2 -> tree.putIfAbsent(old, name);
                case 3 -> tree.remove(old);
                case 4 -> tree.compareAndSet(old, "first", name);
                case 5 -> tree.scan(own.nextBoolean());
                default -> tree.get(old);
              }
            }
          });
    }
  }
}
