package dev.latchtree.lab.roadmap;

import dev.latchtree.Batch;
import dev.latchtree.lab.engine.Keys;
import dev.latchtree.lab.engine.Values;
import dev.latchtree.lab.measure.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one thread does to a table: a commit, again and again, of one put or of a batch of them.
 * Keys are drawn uniformly. A batch goes to one store: drawn keys wait until there are enough for
 * the store that they belong to.
 */
public final class Putting implements Operation {

  private final PutTable table;
  private final SplittableRandom random;
  private final AtomicLong budget;
  private final byte[] key = new byte[Keys.LENGTH];
  private final byte[] value = Values.of(0);
  private final List<Batch> batches = new ArrayList<>();

  /**
   * For one thread.
   *
   * @param budget commits that all threads together may still make
   */
  public Putting(PutTable table, SplittableRandom random, AtomicLong budget) {
    this.table = table;
    this.random = random;
    this.budget = budget;
    if (table.step().batch() > 1) {
      for (int i = 0; i < table.step().partitions(); i++) {
        batches.add(table.store(i).batch());
      }
    }
  }

  /** Returns how many puts the commit had. */
  @Override
  public long run() {
    if (budget.getAndDecrement() <= 0) {
      return NOTHING_LEFT;
    }
    if (batches.isEmpty()) {
      table.tree(draw()).put(key, value);
      return 1;
    }
    while (true) {
      int partition = draw();
      Batch batch = batches.get(partition);
      batch.put(table.tree(partition), key, value);
      if (batch.size() == table.step().batch()) {
        batch.commit();
        return table.step().batch();
      }
    }
  }

  /** Draws the next key; returns the partition it belongs to. */
  private int draw() {
    long drawn = Keys.of(random.nextInt(table.size().drawnFrom()));
    Keys.copy(drawn, key);
    return table.partitionOf(drawn);
  }
}
