package dev.latchtree.memory;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much memory this JVM may use outside its heap, as the machine or the container allows.
 *
 * @param total memory of the machine, or the container's limit if that is lower, in bytes
 * @param heap the largest size the Java heap may grow to, in bytes
 */
public record MachineMemory(long total, long heap) {

  /** Left to the JVM's own needs: code cache, metaspace, thread stacks, the collector. */
  public static final long JVM_RESERVE = 256L << 20;

  /** Reads the limits in force now; the JDK looks at container limits itself. */
  public static MachineMemory now() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new MachineMemory(system.getTotalMemorySize(), Runtime.getRuntime().maxMemory());
  }

  /** What is left for off-heap memory beside the heap at its largest; never negative. */
  public long offHeapRoom() {
    return Math.max(0, total - heap - JVM_RESERVE);
  }
}
