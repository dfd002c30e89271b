package dev.latchtree.lab.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.report.Cell;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CompareRunTest {

  private static final Map<String, Object> HERE = Map.of("commit", "abc", "configHash", "123");

  @TempDir Path directory;

  private final StringWriter err = new StringWriter();

  private Path scratch(String name) throws IOException {
    return Files.createDirectory(directory.resolve(name));
  }

  /** A list that gets one byte of heap cannot start. */
  private CompareRun withoutRoomFor(Engine poor, KeptGroups kept, Path scratch) {
    return new CompareRun(
        Comparisons.twoGroups(),
        scratch,
        kept,
        new PrintWriter(err),
        (engine, group) ->
            engine == poor ? new MemoryBudget(1, 1, 1) : MemoryBudget.of(engine, group));
  }

  @Test
  void shouldLeaveARowOfAnEngineThatFailsAndGoOn() throws IOException {
    CompareResult result =
        withoutRoomFor(
                Engine.SKIP_LIST_BYTES, KeptGroups.begin(directory, HERE), scratch("scratch"))
            .run();
    assertEquals(
        List.of("first", "second"), result.failures().stream().map(FailedEngine::group).toList());
    FailedEngine failed = result.failures().get(0);
    assertEquals("ConcurrentSkipListMap:bytes", failed.engine());
    assertTrue(failed.why().contains("its process has ended"), failed.why());
    assertEquals(
        List.of("get 1", "get 2", "put 1"),
        result.cells().stream().map(cell -> cell.workload() + " " + cell.threads()).toList());
    assertTrue(result.cells().stream().allMatch(cell -> cell.rounds().size() == 2));
    assertTrue(err.toString().contains("ConcurrentSkipListMap:bytes failed"), err::toString);
    assertTrue(result.complete());
  }

  @Test
  void shouldTakeUpWhatWasKept() throws IOException {
    CompareResult whole =
        new CompareRun(
                Comparisons.twoGroups(),
                scratch("one"),
                KeptGroups.begin(directory, HERE),
                new PrintWriter(err))
            .run();
    assertEquals(6, whole.cells().size());
    Path second = directory.resolve("partial").resolve("second.json");
    Files.delete(second); // as if the run had ended after the first group
    CompareResult resumed =
        new CompareRun(
                Comparisons.twoGroups(),
                scratch("two"),
                KeptGroups.resume(directory, HERE),
                new PrintWriter(err))
            .run();
    assertEquals(whole.cells().subList(0, 4), resumed.cells().subList(0, 4), "not measured again");
    assertEquals(
        whole.cells().stream().map(CompareRunTest::name).toList(),
        resumed.cells().stream().map(CompareRunTest::name).toList());
    assertTrue(Files.exists(second), "and the second group is kept now");
  }

  private static String name(Cell cell) {
    return cell.workload() + cell.threads() + cell.engine() + cell.settings() + cell.unit();
  }

  @Test
  void shouldRefuseToTakeUpWhatWasMeasuredOtherwise() throws IOException {
    assertTrue(refusal(HERE).contains("nothing was begun there; leave out --resume"));
    KeptGroups kept = KeptGroups.begin(directory, HERE);
    kept.keep(new KeptGroup("first", "abc", "123", List.of(), List.of()));
    KeptGroups resumed = KeptGroups.resume(directory, HERE);
    assertTrue(resumed.find("first").isPresent());
    assertTrue(
        refusal(Map.of("commit", "def", "configHash", "123"))
            .contains("was measured at the commit abc, and this is def"));
    assertTrue(
        refusal(Map.of("commit", "abc", "configHash", "124")).contains("with other options"));
    KeptGroups.begin(directory, HERE);
    assertTrue(KeptGroups.resume(directory, HERE).find("first").isEmpty(), "begun anew");
  }

  private String refusal(Map<String, Object> environment) {
    return Objects.requireNonNull(
        assertThrows(
                IllegalArgumentException.class, () -> KeptGroups.resume(directory, environment))
            .getMessage());
  }
}
