package dev.latchtree.stress.history;

import static dev.latchtree.stress.history.HistoryRecorder.ABSENT;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a weakly consistent scan may show, and what not. */
class ScanHistoriesTest {

  private static final Map<Long, Long> THREE = Map.of(1L, 10L, 2L, 20L, 3L, 30L);

  private final Crafted history = new Crafted();

  private ScanLog scan(boolean forward) {
    return history.at(100, "scanner").scan(100, key -> key <= 9, forward);
  }

  private void show(ScanLog scan, long time, long key, long value) {
    history.at(time);
    scan.entry(key, value);
  }

  private void end(ScanLog scan, long time) {
    history.at(time);
    scan.end();
  }

  @Test
  void shouldAcceptEntriesOfDifferentMoments() {
    ScanLog scan = scan(true);
    show(scan, 110, 1, 10);
    history.at(130, "writer").remove(120, 1, true);
    history.at(150, "writer").put(140, 3, 31);
    history.at(170, "writer").put(160, 2, 21);
    show(scan, 180, 2, 20);
    show(scan, 190, 3, 31);
    end(scan, 200);
    history.assertLinearizable(THREE);
  }

  @Test
  void shouldAcceptAKeyThatCameOrWentMeanwhileShownOrNot() {
    history.at(115, "writer").remove(112, 2, true);
    history.at(125, "writer").putIfAbsent(120, 4, 40, true);
    history.at(126, "writer").putIfAbsent(120, 5, 50, true);
    ScanLog scan = scan(true);
    show(scan, 110, 1, 10);
    show(scan, 190, 3, 30);
    show(scan, 195, 5, 50);
    end(scan, 200);
    history.assertLinearizable(THREE);
  }

  @Test
  void shouldRefuseAKeySkippedByASplit() {
    ScanLog scan = scan(true);
    show(scan, 110, 1, 10);
    history.at(180, "writer").put(120, 5, 50);
    show(scan, 190, 3, 30);
    end(scan, 200);
    Verdict verdict = history.assertViolation(THREE, 1);
    assertTrue(verdict.message().contains("scan 2 = absent"), verdict.message());
  }

  @Test
  void shouldRefuseAKeySkippedThoughItWasSetMeanwhile() {
    ScanLog scan = scan(false);
    show(scan, 110, 3, 30);
    history.at(120, "writer").put(115, 2, 21);
    show(scan, 190, 1, 10);
    end(scan, 200);
    history.assertViolation(THREE, 1);
  }

  @Test
  void shouldRefuseAMissedEnd() {
    ScanLog scan = scan(true);
    show(scan, 110, 1, 10);
    show(scan, 120, 2, 20);
    end(scan, 200);
    history.assertViolation(THREE, 1);
  }

  @Test
  void shouldNotAskAStoppedScanForTheRest() {
    ScanLog scan = scan(true);
    show(scan, 110, 1, 10);
    show(scan, 120, 2, 20);
    scan.stop();
    ScanLog broken = history.at(200, "other").scan(200, key -> true, true);
    show(broken, 210, 1, 10);
    history.assertLinearizable(THREE);
  }

  @Test
  void shouldNotAskForKeysOutsideTheRange() {
    ScanLog scan = history.at(100, "scanner").scan(100, key -> key > 1 && key < 3, true);
    show(scan, 110, 2, 20);
    end(scan, 120);
    history.assertLinearizable(THREE);
  }

  @Test
  void shouldRefuseAKeyOutsideTheRange() {
    ScanLog scan = scan(true);
    show(scan, 110, 10, 10);
    history.assertViolation(Map.of(10L, 10L), 1);
  }

  @Test
  void shouldRefuseAPhantom() {
    history.at(50, "writer").remove(40, 2, true);
    ScanLog scan = scan(true);
    show(scan, 110, 1, 10);
    show(scan, 120, 2, 20);
    scan.stop();
    history.assertViolation(THREE, 2);
  }

  @Test
  void shouldRefuseAnEntryShownBeforeItWasPut() {
    ScanLog scan = scan(true);
    show(scan, 110, 1, 10);
    show(scan, 120, 2, 21);
    history.at(180, "writer").put(130, 2, 21);
    show(scan, 190, 3, 30);
    end(scan, 200);
    history.assertViolation(THREE, 1);
  }

  @Test
  void shouldRefuseAScanOutOfOrder() {
    ScanLog scan = scan(true);
    show(scan, 110, 2, 20);
    show(scan, 120, 1, 10);
    Verdict verdict = history.assertViolation(THREE, 2);
    assertTrue(verdict.message().contains("out of order"), verdict.message());
  }

  @Test
  void shouldRefuseAKeyShownTwice() {
    ScanLog scan = scan(false);
    show(scan, 110, 2, 20);
    show(scan, 120, 2, 20);
    Verdict verdict = history.assertViolation(THREE, 2);
    assertTrue(verdict.message().contains("twice"), verdict.message());
  }

  @Test
  void shouldOrderByteStringsAsBytes() {
    ByteStrings strings = new ByteStrings();
    long high = strings.number(new byte[] {(byte) 0xff});
    long low = strings.number("low".getBytes(StandardCharsets.US_ASCII));
    HistoryRecorder recorder = new HistoryRecorder(Naming.of(strings, strings));
    ThreadLog log = recorder.thread("scanner");
    log.scan(log.begin(), key -> true, true).entry(low, low).entry(high, low).end();
    recorder.history().check(Map.of(low, low, high, low)).requireLinearizable();
    Verdict verdict = recorder.history().check(Map.of(low, low));
    assertTrue(verdict.message().contains("scan 0xff = low"), verdict.message());
    assertTrue(ABSENT == strings.number(null) && low == strings.number(strings.string(low)));
  }
}
