package dev.latchtree.stress.crash;

import dev.latchtree.Batch;
import dev.latchtree.Entry;
import dev.latchtree.KeyRange;
import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.stress.crash.SharedWrite.Condition;
import dev.latchtree.stress.crash.Step.Done;
import dev.latchtree.wal.Receipt;
import dev.latchtree.wal.Tier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What one thread does in one life of a store: calls of every kind, drawn from a seed. Which call
 * comes next depends on the seed and the thread's own places alone, so whoever knows how they were
 * can tell what a thread did that is gone.
 *
 * <p>(What others wrote decides only what is expected of a shared key.) Every answer about own
 * places is checked on the spot.
 */
final class Script {

  /** What a script may contain. */
  record Kinds(boolean sharedKeys, boolean receipts, boolean upkeep, boolean alwaysGrows) {
    static final Kinds ALL = new Kinds(true, true, true, false);

    /** Only calls that wait until they are as durable as the store promises. */
    static final Kinds WAITING = new Kinds(false, false, false, true);
  }

  private static final int SHARED_KEYS = 3;
  private static final int SHARED_SLOT = 7;
  private static final int MOST_OWN_TREES = 3;
  private static final int LONGEST_RANGE = 12;

  private final char owner;
  private final int thread;
  private final int life;
  private final int slots;
  private final Kinds kinds;
  private final SplittableRandom random;
  private final boolean grows;

  /** Values of shared keys, to be compared with. */
  private final Map<String, Long> seen = new HashMap<>();

  private int call;
  private int part;

  /**
   * @param thread 0 to 9
   * @param life differs from those of all earlier lives of the store
   * @param slots keys of this thread in each tree
   */
  Script(int thread, int life, int slots, Kinds kinds, long seed) {
    this.owner = Places.owner(thread);
    this.thread = thread;
    this.life = life;
    this.slots = slots;
    this.kinds = kinds;
    this.random = new SplittableRandom((seed * 31 + life) * 31 + thread);
    this.grows = kinds.alwaysGrows() || life % 3 != 2;
  }

  /** The trees that all threads use, those of them that are not there. */
  static List<Step> setUp(NavigableMap<String, Long> there) {
    List<Step> steps = new ArrayList<>();
    for (String tree : List.of(Places.A, Places.B, Places.C)) {
      if (!there.containsKey(tree)) {
        steps.add(create(tree));
      }
    }
    return steps;
  }

  private static Step create(String tree) {
    return new Step(
        "create " + tree,
        Map.of(tree, Step.TREE),
        false,
        null,
        store -> {
          store.tree(tree);
          return Done.CHANGED;
        });
  }

  /** The next call of a thread whose places are {@code own}. */
  Step next(NavigableMap<String, Long> own) {
    call++;
    part = 0;
    int dice = random.nextInt(100);
    if (dice < 40) {
      return random.nextInt(10) < (grows ? 8 : 3) ? put(own) : remove(own);
    }
    if (dice < 54) {
      return conditional(own);
    }
    if (dice < 67) {
      return batch(own);
    }
    if (dice < 71) {
      return removeRange(own);
    }
    if (dice < 83) {
      return ownTree(own);
    }
    if (dice < 91 && kinds.sharedKeys) {
      return shared();
    }
    if (dice < 96 && kinds.receipts) {
      return withReceipt(own);
    }
    if (dice < 98 && kinds.upkeep) {
      return Step.harmless("tidy", store -> tidy(store));
    }
    return read(own);
  }

  private static Done tidy(LatchStore store) {
    store.tidy();
    return Done.UNCHANGED;
  }

  // ---------------------------------------------------------------- what to write, and where

  private long number() {
    int dice = random.nextInt(100);
    int length =
        dice < 55
            ? random.nextInt(StampedValue.SHORTEST, 120)
            : dice < 80
                ? random.nextInt(120, 900)
                : dice < 90 ? random.nextInt(900, 3_000) : random.nextInt(4_000, 20_000);
    return StampedValue.number(life, thread, call, part++, length);
  }

  private String anyPlace() {
    int slot = random.nextInt(slots);
    return switch (random.nextInt(3)) {
      case 0 -> Places.interleaved(Places.A, slot, owner);
      case 1 -> Places.interleaved(Places.B, slot, owner);
      default -> Places.contiguous(slot, owner);
    };
  }

  /** One that has a value, if that is easy to find. */
  private String takenPlace(NavigableMap<String, Long> own) {
    String from = anyPlace();
    for (String place : own.tailMap(from, true).keySet()) {
      if (!Places.isTree(place) && Places.treeOf(place).length() == 1) {
        return place;
      }
    }
    return from;
  }

  private String sharedPlace() {
    int slot = SHARED_SLOT * random.nextInt(SHARED_KEYS);
    return Places.interleaved(random.nextBoolean() ? Places.A : Places.B, slot, Places.SHARED);
  }

  private static LatchTree tree(LatchStore store, String place) {
    return store.tree(Places.treeOf(place));
  }

  private static Step own(
      String name, Map<String, @Nullable Long> changes, Step.Call theCall, String... places) {
    return new Step(name + " " + String.join(" ", places), changes, false, null, theCall);
  }

  private static Map<String, @Nullable Long> change(String place, @Nullable Long number) {
    Map<String, @Nullable Long> changes = new HashMap<>();
    changes.put(place, number);
    return changes;
  }

  private static void require(boolean right, String place, String what) {
    if (!right) {
      throw new AssertionError("%s: %s".formatted(place, what));
    }
  }

  private static void requireValue(@Nullable Long wanted, byte @Nullable [] value, String place) {
    Long found = value == null ? null : Long.valueOf(StampedValue.numberOf(value));
    if (wanted == null ? found != null : !wanted.equals(found)) {
      throw new AssertionError(
          "%s: the answer was %s instead of %s"
              .formatted(
                  place,
                  found == null ? "null" : StampedValue.show(found),
                  wanted == null ? "null" : StampedValue.show(wanted)));
    }
  }

  // ---------------------------------------------------------------- own keys

  private Step put(NavigableMap<String, Long> own) {
    String place = random.nextInt(3) == 0 ? takenPlace(own) : anyPlace();
    long number = number();
    if (random.nextBoolean()) {
      return own(
          "put",
          change(place, number),
          store -> {
            tree(store, place).put(Places.keyOf(place), StampedValue.of(number));
            return Done.CHANGED;
          },
          place);
    }
    Long before = own.get(place);
    return own(
        "getAndPut",
        change(place, number),
        store -> {
          requireValue(
              before,
              tree(store, place).getAndPut(Places.keyOf(place), StampedValue.of(number)),
              place);
          return Done.CHANGED;
        },
        place);
  }

  private Step remove(NavigableMap<String, Long> own) {
    String place = random.nextInt(8) == 0 ? anyPlace() : takenPlace(own);
    Long before = own.get(place);
    if (random.nextBoolean()) {
      return own(
          "remove",
          change(place, null),
          store -> {
            boolean removed = tree(store, place).remove(Places.keyOf(place));
            require(removed == (before != null), place, "remove answered " + removed);
            return new Done(removed, null);
          },
          place);
    }
    return own(
        "getAndRemove",
        change(place, null),
        store -> {
          byte[] value = tree(store, place).getAndRemove(Places.keyOf(place));
          requireValue(before, value, place);
          return new Done(value != null, null);
        },
        place);
  }

  private Step conditional(NavigableMap<String, Long> own) {
    String place = random.nextInt(3) == 0 ? anyPlace() : takenPlace(own);
    byte[] key = Places.keyOf(place);
    Long before = own.get(place);
    long number = number();
    return switch (random.nextInt(4)) {
      case 0 ->
          own(
              "putIfAbsent",
              change(place, before == null ? Long.valueOf(number) : before),
              store -> {
                requireValue(
                    before, tree(store, place).putIfAbsent(key, StampedValue.of(number)), place);
                return new Done(before == null, null);
              },
              place);
      case 1 ->
          own(
              "replace",
              change(place, before == null ? null : Long.valueOf(number)),
              store -> {
                boolean done = tree(store, place).replace(key, StampedValue.of(number));
                require(done == (before != null), place, "replace answered " + done);
                return new Done(done, null);
              },
              place);
      case 2 ->
          own(
              "compareAndSet",
              change(place, before == null ? null : Long.valueOf(number)),
              store -> {
                byte[] expected = StampedValue.of(before == null ? number : before);
                boolean done =
                    tree(store, place).compareAndSet(key, expected, StampedValue.of(number));
                require(done == (before != null), place, "compareAndSet answered " + done);
                return new Done(done, null);
              },
              place);
      default ->
          own(
              "compareAndRemove",
              change(place, null),
              store -> {
                byte[] expected = StampedValue.of(before == null ? number : before);
                boolean done = tree(store, place).compareAndRemove(key, expected);
                require(done == (before != null), place, "compareAndRemove answered " + done);
                return new Done(done, null);
              },
              place);
    };
  }

  private Step read(NavigableMap<String, Long> own) {
    String place = takenPlace(own);
    Long before = own.get(place);
    return Step.harmless(
        "get " + place,
        store -> {
          requireValue(before, tree(store, place).get(Places.keyOf(place)), place);
          return Done.UNCHANGED;
        });
  }

  /** A single change whose durability is asked for by name. */
  private Step withReceipt(NavigableMap<String, Long> own) {
    Tier[] tiers = {Tier.MEMORY, Tier.MEMORY, Tier.PROCESS_SAFE, Tier.POWER_SAFE};
    Tier tier = tiers[random.nextInt(tiers.length)];
    boolean waits = random.nextInt(3) == 0;
    if (random.nextInt(4) == 0) {
      String place = takenPlace(own);
      return own(
          "remove(" + tier + (waits ? ", then awaitDurable)" : ")"),
          change(place, null),
          store -> {
            Receipt receipt = tree(store, place).remove(Places.keyOf(place), tier);
            require(
                (receipt != null) == own.containsKey(place), place, "remove answered " + receipt);
            return receipt == null ? Done.UNCHANGED : awaited(store, receipt, tier, waits);
          },
          place);
    }
    String place = anyPlace();
    long number = number();
    return own(
        "put(" + tier + (waits ? ", then awaitDurable)" : ")"),
        change(place, number),
        store ->
            awaited(
                store,
                tree(store, place).put(Places.keyOf(place), StampedValue.of(number), tier),
                tier,
                waits),
        place);
  }

  private static Done awaited(LatchStore store, Receipt receipt, Tier tier, boolean waits) {
    if (receipt.tier().compareTo(tier) < 0) {
      throw new AssertionError("asked for " + tier + ", got " + receipt);
    }
    if (!waits) {
      return Done.with(receipt);
    }
    Receipt durable = store.awaitDurable(receipt);
    if (durable.tier() != Tier.POWER_SAFE || durable.lsn() != receipt.lsn()) {
      throw new AssertionError("awaitDurable made " + durable + " of " + receipt);
    }
    return Done.with(durable);
  }

  // ---------------------------------------------------------------- several keys

  private Step batch(NavigableMap<String, Long> own) {
    Map<String, @Nullable Long> changes = new HashMap<>();
    for (int i = random.nextInt(1, 6); i >= 0; i--) {
      if (random.nextInt(10) < (grows ? 7 : 4)) {
        changes.put(anyPlace(), number());
      } else {
        changes.put(takenPlace(own), null);
      }
    }
    SharedWrite shared = null;
    if (kinds.sharedKeys && random.nextInt(4) == 0) {
      shared = new SharedWrite(sharedPlace(), Condition.ALWAYS, null, number());
    }
    SharedWrite alsoShared = shared;
    boolean effective =
        shared != null || changes.entrySet().stream().anyMatch(e -> differs(e, own));
    Tier tier = kinds.receipts && effective && random.nextInt(4) == 0 ? Tier.POWER_SAFE : null;
    return new Step(
        "batch of %s%s".formatted(changes.keySet(), shared == null ? "" : " and " + shared.place()),
        changes,
        false,
        shared,
        store -> {
          Receipt receipt = commit(store, changes, alsoShared, tier);
          return receipt == null ? new Done(effective, null) : Done.with(receipt);
        });
  }

  private static boolean differs(
      Map.Entry<String, @Nullable Long> change, NavigableMap<String, Long> own) {
    return change.getValue() != null || own.containsKey(change.getKey());
  }

  private static @Nullable Receipt commit(
      LatchStore store,
      Map<String, @Nullable Long> changes,
      @Nullable SharedWrite shared,
      @Nullable Tier tier) {
    try (Batch batch = store.batch()) {
      changes.forEach((place, number) -> add(batch, store, place, number));
      if (shared != null) {
        add(batch, store, shared.place(), shared.number());
      }
      if (tier != null) {
        return batch.commit(tier);
      }
      batch.commit();
      return null;
    }
  }

  private static void add(Batch batch, LatchStore store, String place, @Nullable Long number) {
    if (number == null) {
      batch.remove(tree(store, place), Places.keyOf(place));
    } else {
      batch.put(tree(store, place), Places.keyOf(place), StampedValue.of(number));
    }
  }

  private Step removeRange(NavigableMap<String, Long> own) {
    int from = random.nextInt(slots);
    String low = Places.contiguous(from, owner);
    String high = Places.contiguous(from + 1 + random.nextInt(LONGEST_RANGE), owner);
    Map<String, @Nullable Long> changes = new HashMap<>();
    own.subMap(low, high).keySet().forEach(place -> changes.put(place, null));
    return new Step(
        "removeRange %s to %s".formatted(low, high),
        changes,
        true,
        null,
        store -> {
          KeyRange range = KeyRange.between(Places.keyOf(low), Places.keyOf(high));
          long removed = tree(store, low).removeRange(range);
          require(removed == changes.size(), low, "removeRange answered " + removed);
          return new Done(removed > 0, null);
        });
  }

  // ---------------------------------------------------------------- own trees

  private Step ownTree(NavigableMap<String, Long> own) {
    String tree = Places.ownTree(owner, random.nextInt(MOST_OWN_TREES));
    if (!own.containsKey(tree)) {
      return create(tree);
    }
    NavigableMap<String, Long> entries =
        own.subMap(Places.startOf(tree), true, Places.endOf(tree), false);
    int dice = random.nextInt(10);
    if (dice < 3) {
      return drop(tree, entries);
    }
    if (entries.isEmpty() && dice < 7) {
      return load(tree);
    }
    if (dice < 4) {
      return clear(tree, entries);
    }
    String place = Places.inOwnTree(tree, random.nextInt(slots));
    long number = number();
    return own(
        "put",
        change(place, number),
        store -> {
          store.tree(tree).put(Places.keyOf(place), StampedValue.of(number));
          return Done.CHANGED;
        },
        place);
  }

  private static Step drop(String tree, NavigableMap<String, Long> entries) {
    Map<String, @Nullable Long> changes = change(tree, null);
    entries.keySet().forEach(place -> changes.put(place, null));
    return own(
        "drop",
        changes,
        store -> {
          require(store.drop(tree), tree, "was not there to be dropped");
          return Done.CHANGED;
        },
        tree);
  }

  private static Step clear(String tree, NavigableMap<String, Long> entries) {
    Map<String, @Nullable Long> changes = new HashMap<>();
    entries.keySet().forEach(place -> changes.put(place, null));
    boolean effective = !changes.isEmpty();
    return new Step(
        "clear " + tree,
        changes,
        true,
        null,
        store -> {
          store.tree(tree).clear();
          return new Done(effective, null);
        });
  }

  private Step load(String tree) {
    Map<String, @Nullable Long> changes = new HashMap<>();
    List<Entry> entries = new ArrayList<>();
    for (int slot = 0; slot < slots && part < 15; slot += 1 + random.nextInt(3)) {
      String place = Places.inOwnTree(tree, slot);
      long number = number();
      changes.put(place, number);
      entries.add(new Entry(Places.keyOf(place), StampedValue.of(number)));
    }
    entries.sort((one, other) -> Arrays.compareUnsigned(one.key(), other.key()));
    return new Step(
        "load " + tree,
        changes,
        true,
        null,
        store -> {
          long loaded = store.tree(tree).load(entries.iterator(), 0.8);
          require(loaded == entries.size(), tree, "load answered " + loaded);
          return Done.CHANGED;
        });
  }

  // ---------------------------------------------------------------- keys that all write

  private Step shared() {
    String place = sharedPlace();
    byte[] key = Places.keyOf(place);
    long number = number();
    byte[] value = StampedValue.of(number);
    Long expected = seen.remove(place);
    if (expected != null) {
      return shared(
          "compareAndSet",
          new SharedWrite(place, Condition.EXPECTED, expected, number),
          store ->
              new Done(
                  tree(store, place).compareAndSet(key, StampedValue.of(expected), value), null));
    }
    return switch (random.nextInt(5)) {
      case 0 ->
          shared(
              "put",
              new SharedWrite(place, Condition.ALWAYS, null, number),
              store -> {
                tree(store, place).put(key, value);
                return Done.CHANGED;
              });
      case 1 ->
          shared(
              "putIfAbsent",
              new SharedWrite(place, Condition.EXPECTED, null, number),
              store -> new Done(tree(store, place).putIfAbsent(key, value) == null, null));
      case 2 ->
          shared(
              "remove",
              new SharedWrite(place, Condition.PRESENT, null, null),
              store -> new Done(tree(store, place).remove(key), null));
      case 3 ->
          shared(
              "replace",
              new SharedWrite(place, Condition.PRESENT, null, number),
              store -> new Done(tree(store, place).replace(key, value), null));
      default ->
          Step.harmless(
              "get " + place,
              store -> {
                byte[] found = tree(store, place).get(key);
                if (found != null) {
                  seen.put(place, StampedValue.numberOf(found));
                }
                return Done.UNCHANGED;
              });
    };
  }

  private static Step shared(String name, SharedWrite write, Step.Call theCall) {
    return new Step(name + " " + write.place(), Map.of(), false, write, theCall);
  }
}
