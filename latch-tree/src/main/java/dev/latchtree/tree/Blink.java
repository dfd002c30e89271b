package dev.latchtree.tree;

/** Lehman and Yao: one shared latch at a time on the way down; each page is asked what it is. */
final class Blink extends Protocol {

  @Override
  Steps steps() {
    return Steps.SHARED;
  }
}
