package dev.latchtree.stress.history;

import java.util.List;
import java.util.Map;

/** Whether calls cannot be explained. */
@FunctionalInterface
interface Trial {

  /**
   * True if they surely cannot.
   *
   * @param calls in any order
   * @param firsts what each key may have before them; several only if there is one key
   */
  boolean fails(List<AtomicCall> calls, Map<Long, long[]> firsts);
}
