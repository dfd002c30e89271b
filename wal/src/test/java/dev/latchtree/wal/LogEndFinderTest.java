package dev.latchtree.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.OpenMode;
import dev.latchtree.wal.LogBytes.Appended;
import dev.latchtree.wal.LogEnd.Kind;
import dev.latchtree.wal.RecordHeader.Fault;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Rules L1 and L2, case by case. */
class LogEndFinderTest {

  private static final long FIRST = 4096;
  private static final int BIG = 300_000;

  private final LogBytes log = new LogBytes();

  private void assertEnd(long lsn, Kind kind, int generation) throws Exception {
    LogEnd end = LogEndFinder.find(log.storage(), 0);
    assertEquals(kind, end.kind(), end::toString);
    assertEquals(lsn, end.lsn(), end::toString);
    assertEquals(generation, end.generation(), end::toString);
    assertTrue(end.provenLsn() <= end.lsn() && end.provenLsn() >= end.firstLsn(), end::toString);
  }

  private void assertCorrupt(long lsn, String... words) {
    assertCorrupt(0, lsn, words);
  }

  private void assertCorrupt(long provenLsn, long lsn, String... words) {
    CorruptLogException failure =
        assertThrows(CorruptLogException.class, () -> LogEndFinder.find(log.storage(), provenLsn));
    String message = String.valueOf(failure.getMessage());
    assertEquals(lsn, failure.lsn(), message);
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  /** Appends big records until segment {@code index} is reached. */
  private void fillUpTo(long index) {
    while (log.next() / LogBytes.SEGMENT < index) {
      log.append(BIG);
    }
  }

  // Empty logs

  @Test
  void shouldTakeAnEmptyStorageForAnEmptyLog() throws Exception {
    log.remove(0);
    assertEnd(FIRST, Kind.CLEAN, 0);
    assertTrue(LogEndFinder.find(log.storage(), 0).isEmpty());
    assertCorrupt(FIRST + 32, 0, "there is no log", "4128");
  }

  @Test
  void shouldTakeSegmentsThatNeverGotARecordForAnEmptyLog() throws Exception {
    log.prepare(1).prepare(2);
    assertEnd(FIRST, Kind.CLEAN, 0);
    assertCorrupt(FIRST + 32, FIRST, "nothing is written here");
  }

  @Test
  void shouldTakeTheLeftoversOfACreationForAnEmptyLog() throws Exception {
    log.segments().put(0L, new byte[0]);
    assertEnd(FIRST, Kind.CLEAN, 0);
    log.segments().put(0L, new byte[5000]);
    assertEnd(FIRST, Kind.CLEAN, 0);
  }

  @Test
  void shouldNotTakeALogWhoseOnlyHeaderIsDamagedForAnEmptyOne() throws Exception {
    log.open();
    log.segment(0)[3] ^= 1;
    assertCorrupt(0, "no log segment");
  }

  @Test
  void shouldNotTakeSeveralFilesWithoutHeadersForAnEmptyLog() throws Exception {
    log.prepare(1);
    log.segment(0)[3] ^= 1;
    log.segment(1)[3] ^= 1;
    assertCorrupt(0, "no log segment");
    log.remove(0);
    assertCorrupt(-1, "no log segment");
  }

  @Test
  void shouldIgnoreFilesThatAreNoSegments() throws Exception {
    log.open();
    HeapStorage storage = log.storage();
    for (String name :
        new String[] {
          "spare-1.wal", "control", "000000000000000g.wal", "7fffffffffffffff.wal", "1.wal"
        }) {
      storage.files().put(name, new byte[100]);
    }
    assertEquals(FIRST + 32, LogEndFinder.find(storage, 0).lsn());
  }

  @Test
  void shouldTakeALogWhoseOpenIsLostForAnEmptyOne() throws Exception {
    log.tear(log.open());
    assertEnd(FIRST, Kind.TORN, 0);
  }

  @Test
  void shouldNotLoseALogWhoseOpenIsDamaged() throws Exception {
    Appended open = log.open();
    log.append(10);
    log.tear(open);
    assertCorrupt(FIRST, "checksum", "generation 1", "durable up to LSN " + open.end());
  }

  @Test
  void shouldCallDamageAnOpenThatWasReplacedByOlderBytes() throws Exception {
    log.open();
    Appended old = log.append(10);
    log.lose(old); // torn, and found again below
    log.cutAt(old.lsn());
    Appended open = log.open();
    log.append(10);
    log.put(open.lsn(), 32, FIRST, 1, 7, 0, new byte[0]); // the write of OPEN went elsewhere
    assertCorrupt(open.end(), "OPEN record that is missing");
  }

  @Test
  void shouldAcceptARecordThatKnowsNothingOfItsOpenYet() throws Exception {
    log.open();
    log.put(log.next(), 40, FIRST, 1, 7, 0, new byte[8]);
    log.put(LogBytes.SEGMENT + FIRST, 40, FIRST, 1, 7, 0, new byte[8]); // the anchor
    assertEnd(log.next() + 64, Kind.TORN, 1);
  }

  @Test
  void shouldNotTakeATruncatedLogWithoutRecordsForAnEmptyOne() {
    LogBytes truncated = new LogBytes(7);
    assertThrows(CorruptLogException.class, () -> LogEndFinder.find(truncated.storage(), 0));
  }

  // Ends

  @Test
  void shouldEndBehindTheLastRecord() throws Exception {
    log.open();
    assertEnd(FIRST + 32, Kind.CLEAN, 1);
    log.append(10);
    log.append(33);
    assertEnd(FIRST + 32 + 64 + 96, Kind.CLEAN, 1);
    log.close();
    assertEnd(log.next(), Kind.CLOSED, 1);
    log.open();
    assertEnd(log.next(), Kind.CLEAN, 2);
    log.close();
    log.prepare(1).prepare(2);
    assertEnd(log.next(), Kind.CLOSED, 2);
    assertEquals(log.next() - 32, LogEndFinder.find(log.storage(), 0).provenLsn());
  }

  @Test
  void shouldEndBehindTheHeaderOfTheNextSegmentWhenOneIsFull() throws Exception {
    log.open();
    log.append(10);
    log.padToSegmentEnd();
    assertEnd(LogBytes.SEGMENT + FIRST, Kind.CLEAN, 1);
    log.prepare(1);
    assertEnd(LogBytes.SEGMENT + FIRST, Kind.CLEAN, 1);
    log.prepare(2);
    assertEnd(LogBytes.SEGMENT + FIRST, Kind.CLEAN, 1);
    log.close();
    assertEnd(LogBytes.SEGMENT + FIRST + 32, Kind.CLOSED, 1);
  }

  @Test
  void shouldCutATornTail() throws Exception {
    log.open();
    log.append(10);
    log.sync();
    Appended b = log.append(700);
    log.append(100);
    fillUpTo(2);
    log.tear(b);
    assertEnd(b.lsn(), Kind.TORN, 1);
    log.lose(b);
    assertEnd(b.lsn(), Kind.TORN, 1);
  }

  @Test
  void shouldCutALostTailThatLeftNothingAsIfItWasNeverWritten() throws Exception {
    log.open();
    Appended b = log.append(700);
    log.lose(b);
    assertEnd(b.lsn(), Kind.CLEAN, 1);
  }

  @Test
  void shouldCallATornLastRecordTorn() throws Exception {
    log.open();
    Appended b = log.append(700);
    log.tear(b);
    assertEnd(b.lsn(), Kind.TORN, 1);
    log.tear(b); // whole again
    byte[] bytes = log.segment(0);
    log.segments().put(0L, Arrays.copyOf(bytes, b.at() + 500));
    assertEnd(b.lsn(), Kind.TORN, 1);
    log.segments().put(0L, Arrays.copyOf(bytes, b.at() + 5));
    assertEnd(b.lsn(), Kind.CLEAN, 1);
  }

  // Damage

  @Test
  void shouldCallDamageWhatALaterRecordProves() throws Exception {
    log.open();
    Appended a = log.append(10);
    Appended b = log.append(10);
    log.sync();
    log.append(10);
    assertEnd(log.next(), Kind.CLEAN, 1);
    log.tear(b);
    assertCorrupt(b.lsn(), "checksum", "durable up to LSN " + b.end());
    log.lose(b);
    assertCorrupt(b.lsn(), "nothing is written");
    log.lose(a);
    assertCorrupt(a.lsn(), "nothing is written");
  }

  @Test
  void shouldCutExactlyAtTheProof() throws Exception {
    log.open();
    log.append(10);
    log.sync();
    Appended b = log.append(10);
    log.append(10);
    log.tear(b);
    assertEnd(b.lsn(), Kind.TORN, 1); // the proof is b's own LSN
  }

  @Test
  void shouldCallDamageWhatACloseProves() throws Exception {
    log.open();
    log.append(10);
    Appended b = log.append(10);
    log.close();
    log.tear(b);
    assertCorrupt(b.lsn(), "durable up to LSN " + b.end());
  }

  @Test
  void shouldCallDamageWhatTheNextLifesOpenProves() throws Exception {
    log.open();
    Appended b = log.append(10);
    log.open();
    log.tear(b);
    assertCorrupt(b.lsn(), "generation 2", "durable up to LSN " + b.end());
  }

  @Test
  void shouldCallDamageALostOpenOfALaterLife() throws Exception {
    log.open();
    log.append(10);
    Appended open = log.open();
    log.append(10);
    log.lose(open);
    assertCorrupt(open.lsn(), "generation 2");
  }

  @Test
  void shouldCallDamageWhatTheCallerProves() throws Exception {
    log.open();
    log.append(10);
    Appended b = log.append(10);
    assertEquals(b.end(), LogEndFinder.find(log.storage(), b.end()).lsn());
    assertEquals(b.end(), LogEndFinder.find(log.storage(), b.end()).provenLsn());
    assertEquals(b.lsn(), LogEndFinder.find(log.storage(), b.end() - 1).provenLsn());
    log.lose(b);
    assertEquals(b.lsn(), LogEndFinder.find(log.storage(), b.lsn()).lsn());
    assertCorrupt(b.lsn() + 1, b.lsn(), "durable up to LSN " + (b.lsn() + 1));
  }

  @Test
  void shouldFindProofsInLaterSegments() throws Exception {
    log.open();
    fillUpTo(1);
    Appended b = log.append(10);
    fillUpTo(2);
    log.sync();
    fillUpTo(3);
    // The first record of segment 3 is gone, that of segment 2 knows too little.
    Arrays.fill(log.segment(3), 4096, 5000, (byte) 0);
    log.tear(b);
    assertCorrupt(b.lsn(), "checksum");
  }

  @Test
  void shouldNeverCutWhatANewerVersionWrote() throws Exception {
    log.open();
    long lsn = log.next();
    log.put(lsn, 40, FIRST, 1, 250, 0, new byte[8]);
    assertCorrupt(lsn, "type 250");
    log.put(lsn, 40, FIRST, 1, 7, 8, new byte[8]);
    assertCorrupt(lsn, "flags 0x08");
    log.put(lsn, 40, lsn + 4096, 1, 7, 0, new byte[8]);
    assertCorrupt(lsn, "cannot know");
  }

  @Test
  void shouldRefuseAProofThatIsNoBorder() throws Exception {
    log.open();
    log.padToSegmentEnd();
    long lsn = LogBytes.SEGMENT + FIRST;
    for (long wrong : new long[] {FIRST + 33, LogBytes.SEGMENT + 32, lsn + 32, Long.MAX_VALUE}) {
      log.put(lsn, 40, wrong, 1, 7, 0, new byte[8]);
      assertCorrupt(lsn, "cannot know");
    }
  }

  // Generations

  @Test
  void shouldNotTakeAnOldRecordBehindANewOneOfTheTornOnesLength() throws Exception {
    log.open();
    Appended a = log.append(10);
    Appended b = log.append(200);
    Appended c = log.append(50);
    log.tear(b);
    LogEnd cut = LogEndFinder.find(log.storage(), 0);
    assertEquals(new LogEnd(b.lsn(), Kind.TORN, 1, a.lsn(), FIRST), cut);
    // The next life: OPEN and B', which together are as long as B.
    log.cutAt(cut.lsn());
    log.open();
    Appended newB = log.append(200 - 32);
    assertEquals(c.lsn(), newB.end());
    // The old record is as good as ever: its generation is all that speaks against it.
    RecordScan scan = new RecordScan();
    scan.moveTo(log.storage().open(LogBytes.fileName(0), OpenMode.READ_ONLY), 0, LogBytes.SEGMENT);
    assertEquals(Fault.INTACT, scan.inspect(c.at()));
    assertEnd(c.lsn(), Kind.CLEAN, 2);
  }

  @Test
  void shouldIgnoreProofsOfEarlierLives() throws Exception {
    log.open();
    log.append(10);
    Appended b = log.append(10);
    log.append(500);
    log.lose(b);
    log.cutAt(b.lsn());
    log.open();
    // an old record far behind, which names a proof that only its own life could have had
    log.put(log.next() + 320, 40, log.next() + 64, 1, 7, 0, new byte[8]);
    assertEnd(log.next(), Kind.CLEAN, 2);
  }

  @Test
  void shouldStartAtTheProofOfAStaleSegment() throws Exception {
    log.open();
    log.append(10);
    log.sync();
    Appended b = log.append(10);
    fillUpTo(2);
    log.lose(b);
    log.cutAt(b.lsn());
    log.open();
    Appended last = log.append(10);
    assertEnd(last.end(), Kind.CLEAN, 2);
    log.sync();
    fillUpTo(1);
    log.append(10);
    assertEnd(log.next(), Kind.CLEAN, 2);
  }

  @Test
  void shouldGoOnOverSeveralLives() throws Exception {
    for (int life = 1; life <= 5; life++) {
      log.open();
      log.append(10 * life);
      if (life % 2 == 0) {
        log.close();
      }
    }
    assertEnd(log.next(), Kind.CLEAN, 5);
  }

  @Test
  void shouldReadATruncatedLogOfALaterGeneration() throws Exception {
    LogBytes truncated = new LogBytes(3);
    long first = 3L * LogBytes.SEGMENT + 4096;
    // Generation 4 has no OPEN any more, and a segment of generation 3 is left over.
    truncated.put(first, 40, 2L * LogBytes.SEGMENT + 4096, 4, 7, 0, new byte[8]);
    truncated.put(5L * LogBytes.SEGMENT + 4096, 40, 4096, 3, 7, 0, new byte[8]);
    truncated.prepare(4);
    LogEnd end = LogEndFinder.find(truncated.storage(), 0);
    assertEquals(new LogEnd(first + 64, Kind.CLEAN, 4, first, first), end);
  }

  // Files

  @Test
  void shouldCallAGapWithRecordsOnBothSidesDamage() throws Exception {
    log.open();
    fillUpTo(4);
    log.remove(2);
    assertCorrupt(2L * LogBytes.SEGMENT + FIRST, "missing");
  }

  @Test
  void shouldCallAMissingSegmentBeforeTheProofDamage() throws Exception {
    log.open();
    fillUpTo(3);
    log.sync();
    fillUpTo(4);
    log.append(10);
    log.remove(1);
    assertCorrupt(LogBytes.SEGMENT, "missing");
  }

  @Test
  void shouldIgnoreWhatWasPreparedBehindAGap() throws Exception {
    log.open();
    fillUpTo(1);
    log.prepare(3);
    log.prepare(9);
    assertEnd(log.next(), Kind.CLEAN, 1);
  }

  @Test
  void shouldCallRecordsBehindALeadingGapDamage() throws Exception {
    log.open();
    fillUpTo(3);
    log.segments().put(0L, LogBytes.newSegment(0, LogBytes.SEGMENT, LogBytes.LOG_ID));
    log.remove(1);
    assertCorrupt(FIRST + 32, "nothing is written");
  }

  @Test
  void shouldIgnoreAnUnfinishedPreparation() throws Exception {
    log.open();
    log.append(10);
    log.prepare(1);
    for (byte[] leftover :
        new byte[][] {
          new byte[0],
          new byte[LogBytes.SEGMENT],
          LogBytes.newSegment(1, LogBytes.SEGMENT, 1),
          LogBytes.newSegment(1, 2 * LogBytes.SEGMENT, LogBytes.LOG_ID),
          LogBytes.newSegment(2, LogBytes.SEGMENT, LogBytes.LOG_ID)
        }) {
      log.segments().put(1L, leftover);
      assertEnd(log.next(), Kind.CLEAN, 1);
    }
    log.padToSegmentEnd();
    assertEnd(LogBytes.SEGMENT + FIRST, Kind.CLEAN, 1);
  }

  @Test
  void shouldRefuseAnotherVersionWherever() throws Exception {
    log.open();
    log.prepare(1);
    fillUpTo(1);
    log.append(10);
    byte[] bytes = log.segment(1);
    LogBytes.littleEndian(bytes).putInt(8, 9);
    LogBytes.littleEndian(bytes).putInt(60, LogBytes.checksum(bytes, 0, 60));
    assertThrows(LogFormatException.class, () -> LogEndFinder.find(log.storage(), 0));
  }

  @Test
  void shouldCallADamagedHeaderWithinTheLogDamage() throws Exception {
    log.open();
    fillUpTo(2);
    log.append(10);
    log.segment(2)[20] ^= 1;
    assertCorrupt(2L * LogBytes.SEGMENT + FIRST, "header");
    log.segment(2)[20] ^= 1;
    log.segment(0)[20] ^= 1;
    assertCorrupt(FIRST + 32, "header"); // the scan starts behind the OPEN
    log.segment(0)[20] ^= 1;
    assertEnd(log.next(), Kind.CLEAN, 1);
  }

  @Test
  void shouldCallADamagedHeaderDamageIfOnlyTheProofNeedsTheSegment() throws Exception {
    log.open();
    fillUpTo(1);
    log.append(10);
    log.sync();
    long proof = log.next();
    log.append(10);
    log.padToSegmentEnd();
    log.append(10); // segment 2 knows that segment 1 was durable up to the proof
    log.segment(1)[20] ^= 1;
    assertCorrupt(proof, "header");
  }

  @Test
  void shouldReadFromTheProofOnOnly() throws Exception {
    log.open();
    fillUpTo(6);
    log.sync();
    fillUpTo(7);
    log.append(10);
    HeapStorage storage = log.storage();
    assertEquals(log.next(), LogEndFinder.find(storage, 0).lsn());
    assertTrue(storage.bytesRead() < 4L * LogBytes.SEGMENT, () -> "" + storage.bytesRead());
  }
}
