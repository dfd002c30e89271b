package dev.latchtree.lab.log;

import dev.latchtree.lab.report.Cell;
import dev.latchtree.lab.report.LatencyMicros;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the disk can do by itself, taken from the raw cells of a run. */
public final class Limits {

  private Limits() {}

  /**
   * As results show it: {@code appendFsyncMicros}, and {@code modelledAppendFsyncMicros} for a disk
   * that was slowed down.
   */
  public static Map<String, Object> of(List<Cell> cells) {
    Map<String, Object> limits = new LinkedHashMap<>();
    for (Cell cell : cells) {
      if (isRaw(cell)) {
        LatencyMicros latency = cell.requireLatency();
        Map<String, Object> micros = new LinkedHashMap<>();
        micros.put("p50", latency.p50());
        micros.put("p99", latency.p99());
        limits.put(isModelled(cell) ? "modelledAppendFsyncMicros" : "appendFsyncMicros", micros);
      }
    }
    return limits;
  }

  /** Whether the cell is of the disk by itself. */
  public static boolean isRaw(Cell cell) {
    return cell.engine().equals(RawSyncProbe.ENGINE);
  }

  /** Whether it was measured on a disk that was slowed down. */
  public static boolean isModelled(Cell cell) {
    return cell.settings().containsKey("disk");
  }
}
