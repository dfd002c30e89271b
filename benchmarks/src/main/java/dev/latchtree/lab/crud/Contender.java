package dev.latchtree.lab.crud;

import dev.latchtree.LatchStore;
import dev.latchtree.StoreOptions;
import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.LatchTreeStore;
import dev.latchtree.lab.engine.Mode;
import dev.latchtree.lab.engine.Setup;
import dev.latchtree.lab.engine.Shape;
import dev.latchtree.lab.engine.StoreUnderTest;
import dev.latchtree.wal.Tier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Who keeps the documents.
 *
 * @param engine which one
 * @param policy when it syncs; all but {@link Policy#GROUP}, which every engine has something like,
 *     are for {@link #OURS} only
 */
record Contender(Engine engine, Policy policy) {

  /** The one that is shown with every policy. */
  static final Engine OURS = Engine.OPTIMISTIC_BLINK;

  /** Our own with each policy, if it is among the engines; then the others. */
  static List<Contender> of(List<Engine> engines, List<Policy> policies) {
    List<Contender> contenders = new ArrayList<>();
    if (engines.contains(OURS)) {
      policies.forEach(policy -> contenders.add(new Contender(OURS, policy)));
    }
    engines.stream()
        .filter(engine -> engine != OURS)
        .forEach(engine -> contenders.add(new Contender(engine, Policy.GROUP)));
    return contenders;
  }

  /** Fit for a directory, too. */
  String name() {
    return engine.name() + "-" + policy.label();
  }

  Tier tier() {
    return policy == Policy.GROUP ? engine.tier(Mode.DURABLE) : policy.policy().tier();
  }

  String inWords() {
    return policy == Policy.GROUP ? engine.inWords(Mode.DURABLE) : policy.inWords();
  }

  /** A new, empty store in this directory, which does not exist yet. */
  StoreUnderTest open(Path directory, long cacheBytes, Shape shape) {
    if (policy == Policy.GROUP) {
      try {
        Files.createDirectories(directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return engine.open(new Setup(Mode.DURABLE, directory, cacheBytes, shape));
    }
    StoreOptions options =
        StoreOptions.builder().poolBytes(cacheBytes).syncPolicy(policy.policy()).build();
    return LatchTreeStore.over(LatchStore.open(directory, options), shape);
  }
}
