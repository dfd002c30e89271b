package dev.latchtree.lab.compare;

import dev.latchtree.lab.report.Headline;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is held against a comparison. */
public enum Targets {
  /** Nothing. */
  NONE {
    @Override
    List<Headline> of(CompareCells cells) {
      return List.of();
    }
  },
  /** What the tree has promised beside the maps of the JDK. */
  TREE {
    @Override
    List<Headline> of(CompareCells cells) {
      return TreeTargets.of(cells);
    }
  },
  /** What the engine has promised beside those that people use. */
  PEERS {
    @Override
    List<Headline> of(CompareCells cells) {
      return PeerTargets.of(cells);
    }
  };

  /** Those of one group whose cells were measured. */
  abstract List<Headline> of(CompareCells cells);

  /** As files name it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Targets> named(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(Targets::label).toList();
  }
}
