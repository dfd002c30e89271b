package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Whether the calls about one key are explained by the order of its writes' LSNs. Exact: with the
 * order of the writes given, the earliest version that a read may have seen is never a worse choice
 * than a later one, so one pass over the reads decides.
 *
 * <p>Calls are in order if none begins after the end of one that comes behind it.
 */
final class LsnWitness {

  private final List<KeyCall> writes = new ArrayList<>();
  private final List<KeyCall> reads = new ArrayList<>();

  /** What the key has after so many writes. */
  private final long[] versions;

  private long durable = KeyCall.NO_LSN;

  /**
   * Takes all calls about a key.
   *
   * @param calls of which all that write have an LSN
   * @param first what the key has before them
   */
  LsnWitness(List<KeyCall> calls, long first) {
    for (KeyCall call : calls) {
      (call.writes() ? writes : reads).add(call);
    }
    writes.sort(Comparator.comparingLong(KeyCall::lsn));
    reads.sort(KeyCall.BY_BEGIN);
    versions = new long[writes.size() + 1];
    versions[0] = first;
    for (int i = 0; i < writes.size(); i++) {
      versions[i + 1] = writes.get(i).after();
    }
  }

  /** Whether there are writes, and their order is known. */
  static boolean isPossible(List<KeyCall> calls) {
    boolean some = false;
    for (KeyCall call : calls) {
      if (call.writes()) {
        if (!call.hasLsn()) {
          return false;
        }
        some = true;
      }
    }
    return some;
  }

  boolean explains() {
    return explainsWrites() && explainsReads();
  }

  /**
   * The least LSN up to which all must be durable, given what was acknowledged; {@link
   * KeyCall#NO_LSN} if nothing was. To be asked after {@link #explains()}.
   */
  long durable() {
    return durable;
  }

  /** The writes in the order of their LSNs. */
  List<KeyCall> writes() {
    return writes;
  }

  private boolean explainsWrites() {
    long begun = Long.MIN_VALUE;
    for (int i = 0; i < writes.size(); i++) {
      KeyCall write = writes.get(i);
      if (begun > write.ended() || !write.accepts(versions[i])) {
        return false;
      }
      begun = Math.max(begun, write.begun());
      if (write.isDurable()) {
        durable = Math.max(durable, write.lsn());
      }
    }
    return true;
  }

  private boolean explainsReads() {
    Ended ended = new Ended();
    LaterWrites later = new LaterWrites();
    int[] seen = new int[reads.size()];
    for (int i = 0; i < reads.size(); i++) {
      KeyCall read = reads.get(i);
      int version = ended.latestBefore(read.begun(), seen);
      int latest = later.latestAt(read.ended());
      while (version <= latest && !read.accepts(versions[version])) {
        version++;
      }
      if (version > latest) {
        return false;
      }
      seen[i] = version;
      if (read.isDurable() && version > 0) {
        durable = Math.max(durable, writes.get(version - 1).lsn());
      }
    }
    return true;
  }

  private static Integer[] sorted(List<KeyCall> calls, Comparator<KeyCall> order) {
    Integer[] sorted = new Integer[calls.size()];
    Arrays.setAll(sorted, i -> i);
    Arrays.sort(sorted, Comparator.comparing(calls::get, order));
    return sorted;
  }

  /** The latest version that a call has made or seen which had ended by then. */
  private final class Ended {
    private final Integer[] writesByEnd = sorted(writes, Comparator.comparingLong(KeyCall::ended));
    private final Integer[] readsByEnd = sorted(reads, Comparator.comparingLong(KeyCall::ended));
    private int write;
    private int read;
    private int latest;

    int latestBefore(long time, int[] seen) {
      while (write < writesByEnd.length && writes.get(writesByEnd[write]).ended() < time) {
        latest = Math.max(latest, writesByEnd[write++] + 1);
      }
      while (read < readsByEnd.length && reads.get(readsByEnd[read]).ended() < time) {
        latest = Math.max(latest, seen[readsByEnd[read++]]);
      }
      return latest;
    }
  }

  /** The latest version that there can have been by then. */
  private final class LaterWrites {
    private final Integer[] byBegin = sorted(writes, Comparator.comparingLong(KeyCall::begun));

    /** The first in the order of LSNs of these and all that begin later. */
    private final int[] first = new int[byBegin.length + 1];

    LaterWrites() {
      first[byBegin.length] = writes.size();
      for (int i = byBegin.length - 1; i >= 0; i--) {
        first[i] = Math.min(first[i + 1], byBegin[i]);
      }
    }

    int latestAt(long time) {
      int low = 0;
      int high = byBegin.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (writes.get(byBegin[middle]).begun() > time) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return first[low];
    }
  }
}
