package dev.latchtree.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.buffer.Operation;
import dev.latchtree.spi.LatchProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording tells of a tree. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TreeEventsTest {

  private static final int KEYS = 60;

  @TempDir Path directory;

  private interface Work {
    void on(SmallTree tree);
  }

  /** The events of one kind while a tree is worked on; others are not recorded. */
  private List<RecordedEvent> record(String name, SmallTree tree, Work work) throws IOException {
    Path file = directory.resolve("tree.jfr");
    try (Recording recording = new Recording()) {
      recording.enable(name);
      recording.start();
      work.on(tree);
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> found = new ArrayList<>();
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        RecordedEvent event = recording.readEvent();
        if (event.getEventType().getName().startsWith("dev.latchtree.")) {
          assertEquals(name, event.getEventType().getName());
          assertEquals(tree.tree.id(), event.getInt("tree"));
          found.add(event);
        }
      }
    }
    return found;
  }

  @Test
  void shouldRecordSplits() throws IOException {
    try (SmallTree tree = new SmallTree(LatchProtocol.BLINK)) {
      List<RecordedEvent> splits =
          record("dev.latchtree.TreeSplit", tree, work -> work.putAll(0, KEYS));
      assertEquals(tree.tree.splits(), splits.size());
      assertTrue(splits.size() >= 3);
      RecordedEvent first = splits.get(0);
      assertEquals(0, first.getInt("level"));
      assertEquals(tree.pageOf(0, 0), first.getLong("page"));
      assertTrue(tree.space.pool().isPage(first.getLong("rightPage")));
    }
  }

  @Test
  void shouldRecordMerges() throws IOException {
    try (SmallTree tree = new SmallTree(LatchProtocol.BLINK).putAll(0, KEYS)) {
      List<RecordedEvent> merges =
          record(
              "dev.latchtree.TreeMerge",
              tree,
              work -> {
                for (int i = 0; i < KEYS; i++) {
                  work.remove(i);
                }
                work.space.tidy();
              });
      assertEquals(tree.tree.merges(), merges.size());
      assertTrue(merges.size() >= 3);
      for (RecordedEvent merge : merges) {
        assertEquals(0, merge.getInt("level"));
        assertFalse(tree.space.pool().isPage(merge.getLong("freedPage")));
      }
    }
  }

  @Test
  void shouldRecordMovesFartherThanUsual() throws IOException {
    try (SmallTree tree = new SmallTree(LatchProtocol.BLINK).putAll(0, KEYS)) {
      List<Integer> keys = tree.keysWith(KEYS / 2);
      int last = keys.get(keys.size() - 1);
      for (int i = 0; i <= RightMovesEvent.USUAL; i++) {
        tree.splitWithoutPost(0, last);
      }
      List<RecordedEvent> moves =
          record(
              "dev.latchtree.RightMoves",
              tree,
              work -> {
                assertTrue(work.tree.contains(SmallTree.key(last)));
                assertTrue(work.tree.contains(SmallTree.key(last))); // one is posted by now
              });
      assertEquals(
          List.of(RightMovesEvent.USUAL + 1), moves.stream().map(e -> e.getInt("moves")).toList());
    }
  }

  @Test
  void shouldRecordAnOperationThatBeginsAgainAndAgain() throws IOException {
    try (SmallTree tree = new SmallTree(LatchProtocol.OPTIMISTIC_BLINK).putAll(0, 3)) {
      List<RecordedEvent> storms =
          record(
              "dev.latchtree.RestartStorm",
              tree,
              work -> {
                try (Visit visit = work.tree.visit(false)) {
                  for (int i = 0; i < 2 * Operation.RESTARTS_BEFORE_SHARED; i++) {
                    visit.restart();
                  }
                }
              });
      assertEquals(
          List.of(Operation.RESTARTS_BEFORE_SHARED),
          storms.stream().map(e -> e.getInt("restarts")).toList());
    }
  }
}
