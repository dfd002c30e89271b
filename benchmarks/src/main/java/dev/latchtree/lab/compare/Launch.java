package dev.latchtree.lab.compare;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.memory.MachineMemory;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * How the processes of engines are started. Tests start them otherwise: with too little memory, or
 * on a disk that is full.
 *
 * @param memory what a process gets
 * @param main its main class, which answers as {@link EngineMain} does
 * @param there memory that all processes of a group may take together, in bytes
 */
record Launch(
    BiFunction<Engine, Group, MemoryBudget> memory, Function<Engine, Class<?>> main, long there) {

  /** As engines are measured. */
  static Launch usual() {
    return new Launch(MemoryBudget::of, engine -> EngineMain.class, MachineMemory.now().total());
  }
}
