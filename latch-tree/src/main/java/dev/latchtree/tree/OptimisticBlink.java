package dev.latchtree.tree;

/** Nothing is latched on the way down, only versions are read; the pages changed are latched. */
final class OptimisticBlink extends Protocol {

  @Override
  Steps steps() {
    return Steps.OPTIMISTIC;
  }
}
