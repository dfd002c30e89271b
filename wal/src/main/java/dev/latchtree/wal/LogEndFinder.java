package dev.latchtree.wal;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import dev.latchtree.wal.LogEnd.Kind;
import dev.latchtree.wal.RecordHeader.Fault;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of a log, and tells a torn tail from damage (rules L1 and L2). Reads from the last
 * proven durable LSN on.
 */
final class LogEndFinder {
  /*
   * Words. A record is intact if its checksum, its LSN (that of its place) and its length are
   * right. A proof is an LSN p such that all of the log before p was durable at some time; the
   * durable log never changes, and p is always a record's border. Each intact record carries one
   * (RecordHeader.provenLsn), and so may the caller. The generation of a record is g(r).
   *
   * Facts about every life of a log, however it ended:
   *  (a) OPEN is written when all before it is durable (rule L1), and is durable before any other
   *      record of its life is written. So OPEN and CLOSE prove their own LSN, and a record that is
   *      neither proves that an OPEN of its generation was durable, before its own durableLsn.
   *  (b) The log is cut at or behind every proof; along the log generations never fall.
   *  (c) A segment's header and name are durable before its first record is written; so are those
   *      of all segments before it.
   *
   * Where to start. The anchor is the first record of the highest segment that starts with an
   * intact one. It may be stale, from a life whose tail was cut, but its proof p holds all the same:
   * the log before p is as that life left it, by (b). If the anchor is OPEN or CLOSE the scan
   * starts with the anchor itself. Otherwise OPEN(g(anchor)) lies before p by (a) (or at p, if its
   * life told its durable LSN late), so that what lies between the two is of that generation: the
   * record at p continues g(anchor), is an OPEN of a later life that cut the log there, or is stale
   * or torn and ends the log. If p was truncated away
   * the scan starts at the first LSN, where a record is that was durable when what was before it
   * was removed; it may be of any generation from g(anchor) on. Segment 0 is not truncated and must
   * start with an OPEN.
   *
   * Going on. The scan accepts intact records of the same generation, and OPEN records of a newer
   * one. The first other thing is the break b. (A, torn B, good C; the next life writes OPEN and B'
   * over B: at C the generation falls, and the log ends there.) An intact record that is of a type or
   * has flags unknown to this version is never a break: cutting it would lose what was written.
   *
   * Torn or damaged. Every position behind b, to the last byte of the last file, is looked at for
   * intact records r with g(r) >= that of the last accepted record; older ones are what earlier
   * lives left. The break is damage, else it is the end:
   *  PROOF       a proof of r, or of the caller, is beyond b.
   *  NO_OPEN     g(r) is newer: its OPEN was durable by (a), and is not before b, since it would
   *              have been accepted; so it is b or lies behind, or b hides its loss.
   *  SECOND_OPEN r stands at b, but may not follow.
   *  HEADER      r lies in a segment whose header is not valid: it was, by (c).
   *  GAP         r lies behind a missing segment: it was there, by (c).
   * Other r are unsynced writes that overtook the one that is missing at b: normal, and cut.
   *
   * What that means for files. A segment with a damaged header, or a missing one, ends the scan
   * like any break. If nothing of this life is in it or behind it, the files are leftovers of an
   * unfinished preparation, or of an earlier life. Missing segments before b, and a first segment
   * with a bad header, are damage. A first segment other than 0 without a good first record is
   * damage: what remains after truncation starts with a durable record.
   *
   * What is not found here: damage before the anchor's proof. Whoever reads it finds it.
   *
   * Limits. If all records behind b are lost as well, nobody but the caller can know what had been
   * durable between the last proof and b. And bytes inside a payload that look like a record, with
   * the LSN of that place, are taken for one if the record around them is destroyed.
   * If the segment with the log's end is removed while segments of a cut life lie behind it, those
   * look like a truncated log: whoever opens a log for writing should remove them, last one first.
   */

  private final LogFiles files;
  private final LogGeometry geometry;
  private final long callersProof;
  private final RecordScan scan = new RecordScan();

  /** Where the next record is expected. */
  private long end;

  /** Of the last accepted record; if {@code adopts}, the least that the first one may have. */
  private int generation;

  private boolean adopts;

  /** Whether no record was accepted yet. */
  private boolean starts = true;

  private boolean closed;

  /**
   * The largest proof among the accepted records and, as far as its border is known, the caller's.
   */
  private long proven;

  private LogEndFinder(LogFiles files, long callersProof) {
    this.files = files;
    this.geometry = files.geometry();
    this.callersProof = callersProof;
  }

  /**
   * Finds the end of the log in {@code storage}.
   *
   * <p>LogCrash.tla: FindEnd.
   *
   * @param provenLsn the caller knows that all before it was durable; 0 if nothing is known
   * @throws CorruptLogException if the log ends before what is known to have been durable
   */
  static LogEnd find(Storage storage, long provenLsn) throws IOException {
    return find(LogFiles.list(storage), provenLsn);
  }

  static LogEnd find(LogFiles files, long provenLsn) throws IOException {
    if (files.isEmpty()) {
      long first = LogGeometry.FIRST_LSN;
      if (provenLsn > first) {
        throw new CorruptLogException(
            files.describe(0), 0, "there is no log, but it was durable up to LSN " + provenLsn);
      }
      return new LogEnd(first, Kind.CLEAN, 0, first, first);
    }
    return new LogEndFinder(files, provenLsn).find();
  }

  private LogEnd find() throws IOException {
    long first = geometry.startOf(files.first());
    start(first);
    proven = end;
    String breakIs;
    boolean torn;
    long segment = geometry.segmentOf(end);
    while (true) {
      if (!files.has(segment)) {
        breakIs = "the file is missing";
        torn = false;
        break;
      }
      try (StorageFile file = files.open(segment, OpenMode.READ_ONLY)) {
        CorruptLogException headerFailure = files.headerFailure(file, segment);
        if (headerFailure != null) {
          breakIs = String.valueOf(headerFailure.getMessage());
          torn = false;
          break;
        }
        scan.moveTo(file, segment * geometry.segmentSize(), geometry.segmentSize());
        Fault fault = acceptRecords(segment);
        if (fault != null) {
          breakIs = scan.describe(fault);
          torn = looksTorn(fault);
          break;
        }
        segment++;
      }
    }
    torn |= searchBehind(breakIs);
    if (callersProof > end) {
      throw corrupt(breakIs + "; the log is known to have been durable up to LSN " + callersProof);
    }
    if (end > first) {
      requireRow(first);
    } else if (files.first() > 0) {
      throw corrupt(breakIs + "; the first record of a truncated log was durable");
    }
    Kind kind = torn ? Kind.TORN : closed ? Kind.CLOSED : Kind.CLEAN;
    return new LogEnd(end, kind, end == first ? 0 : generation, proven, first);
  }

  /** Sets where the scan starts and what may stand there. */
  private void start(long first) throws IOException {
    for (int i = files.count() - 1; i >= 0; i--) {
      long index = files.index(i);
      try (StorageFile file = files.open(index, OpenMode.READ_ONLY)) {
        scan.moveTo(file, index * geometry.segmentSize(), geometry.segmentSize());
        if (scan.inspect(SegmentLayout.HEADER_SIZE) == Fault.INTACT) {
          startAt(first, index);
          return;
        }
      }
    }
    end = first;
    generation = 0;
  }

  private void startAt(long first, long anchorSegment) throws CorruptLogException {
    RecordHeader anchor = scan.header();
    long proof = geometry.recordStart(anchor.provenLsn());
    if (proof > anchor.lsn() || (proof >= first && !geometry.canStartAt(proof))) {
      throw new CorruptLogException(
          files.describe(anchorSegment),
          anchor.lsn(),
          "the record names a durable LSN that it cannot know: " + anchor.durableLsn());
    }
    end = Math.max(proof, first);
    generation = anchor.isOpen() ? anchor.generation() - 1 : anchor.generation();
    if (proof < first) {
      adopts = files.first() > 0;
      generation = adopts ? anchor.generation() : 0;
    }
  }

  /** Accepts records to the end of the segment (returns null), or to the break. */
  private @Nullable Fault acceptRecords(long segment) throws IOException {
    while (geometry.segmentOf(end) == segment) {
      Fault fault = scan.inspect(geometry.positionOf(end));
      if (fault != Fault.INTACT || !mayFollow()) {
        return fault;
      }
      RecordHeader header = scan.header();
      String oddity = header.oddity();
      if (oddity != null) {
        throw corrupt(oddity);
      }
      proven = Math.max(proven, geometry.recordStart(header.provenLsn()));
      generation = header.generation();
      adopts = false;
      starts = false;
      closed = header.isClose();
      end = geometry.recordStart(end + header.alignedLength());
      if (end <= callersProof) {
        proven = Math.max(proven, end);
      }
    }
    return null;
  }

  private boolean mayFollow() {
    RecordHeader header = scan.header();
    boolean mayBeTheSame = adopts || (starts && header.isOpen());
    return mayBeTheSame ? header.generation() >= generation : header.mayFollow(generation);
  }

  /** Whether what is at the break looks like a record of this life of which a part is missing. */
  private boolean looksTorn(Fault fault) {
    RecordHeader header = scan.header();
    return fault != Fault.INTACT && header.lsn() == end && header.generation() >= generation;
  }

  /**
   * Looks for intact records from the break on, and returns whether there are any of this life.
   *
   * @throws CorruptLogException if one of them shows that the break is damage
   */
  private boolean searchBehind(String breakIs) throws IOException {
    boolean found = false;
    long breakSegment = geometry.segmentOf(end);
    for (int i = 0; i < files.count(); i++) {
      long index = files.index(i);
      if (index >= breakSegment) {
        try (StorageFile file = files.open(index, OpenMode.READ_ONLY)) {
          scan.moveTo(file, index * geometry.segmentSize(), geometry.segmentSize());
          int from = index == breakSegment ? geometry.positionOf(end) : SegmentLayout.HEADER_SIZE;
          found |= searchSegment(file, index, from, breakIs);
        }
      }
    }
    return found;
  }

  private boolean searchSegment(StorageFile file, long index, int from, String breakIs)
      throws IOException {
    boolean found = false;
    int limit = (int) Math.min(geometry.segmentSize(), file.size()); // reads behind it add up
    int step;
    for (int at = from; at < limit; at += step) {
      step = RecordLayout.ALIGNMENT;
      if (!scan.namesItself(at) || scan.inspect(at) != Fault.INTACT) {
        continue;
      }
      RecordHeader header = scan.header();
      if (header.generation() >= generation) {
        String damage = damageShownBy(header, file, index);
        if (damage != null) {
          throw corrupt(breakIs + "; " + damage);
        }
        found = true;
      }
      if (!header.isPad()) { // what a PAD covers may have been written before or after it
        step = header.alignedLength();
      }
    }
    return found;
  }

  private @Nullable String damageShownBy(RecordHeader header, StorageFile file, long index)
      throws IOException {
    String record =
        "the record of generation %d at LSN %d".formatted(header.generation(), header.lsn());
    if (header.provenLsn() > end) {
      return "%s says that the log was durable up to LSN %d".formatted(record, header.provenLsn());
    }
    if (header.generation() > generation) {
      return record + " follows an OPEN record that is missing";
    }
    long missing = files.firstMissing(geometry.segmentOf(end), index);
    if (missing >= 0) {
      return "%s lies behind %s, which is missing".formatted(record, files.describe(missing));
    }
    CorruptLogException headerFailure = files.headerFailure(file, index);
    if (headerFailure != null) {
      return record + " lies in a file without a valid header";
    }
    return header.lsn() == end ? "it cannot follow one of generation " + generation : null;
  }

  /** The log has records: all its files are there, and the first and last of them are its own. */
  private void requireRow(long first) throws IOException {
    long last = geometry.lastSegmentBefore(end);
    long missing = files.firstMissing(files.first(), last);
    if (missing >= 0) {
      throw files.missing(missing);
    }
    files.openVerified(geometry.segmentOf(first), OpenMode.READ_ONLY).close();
    files.openVerified(last, OpenMode.READ_ONLY).close();
  }

  private CorruptLogException corrupt(String what) {
    return new CorruptLogException(files.describe(geometry.segmentOf(end)), end, what);
  }
}
