package dev.latchtree.lab.measure;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Processor time of the whole process, from its making on. On a machine that others use too it
 * tells whether threads that should have run side by side could.
 */
public final class ProcessorTime {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final long cpu = SYSTEM.getProcessCpuTime();
  private final long begun = System.nanoTime();

  /** As a number of cores that were busy all the time. */
  public double cores() {
    return (SYSTEM.getProcessCpuTime() - cpu) / (double) Math.max(1, System.nanoTime() - begun);
  }
}
