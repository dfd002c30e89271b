package dev.latchtree.lab.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.page.RunReport;
import dev.latchtree.lab.page.Section;
import dev.latchtree.lab.plot.Plot;
import dev.latchtree.lab.plot.TreeShape;
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
        new Launch(
            (engine, group) ->
                engine == poor ? new MemoryBudget(1, 1, 1) : MemoryBudget.of(engine, group),
            engine -> EngineMain.class,
            Long.MAX_VALUE));
  }

  private CompareRun launched(ComparePlan plan, Launch launch, KeptGroups kept) throws IOException {
    return new CompareRun(plan, scratch("launched"), kept, new PrintWriter(err), launch);
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
  void shouldLeaveARowOfAnEngineWhoseDiskIsFullAndGoOn() throws IOException {
    ComparePlan plan =
        Comparisons.plan(
            """
            experiment = compare
            [full]
            engines    = OPTIMISTIC_BLINK, COARSE_LOCK
            workloads  = put
            threads    = 1
            mode       = relaxed
            entries    = 5000
            [after]
            engines    = ConcurrentSkipListMap:bytes
            workloads  = get
            threads    = 1
            entries    = 1000
            """);
    Launch launch =
        new Launch(
            MemoryBudget::of,
            engine -> engine == Engine.COARSE_LOCK ? FullDiskMain.class : EngineMain.class,
            Long.MAX_VALUE);
    CompareResult result = launched(plan, launch, KeptGroups.begin(directory, HERE)).run();
    assertEquals(
        List.of("latchtree put", "ConcurrentSkipListMap get"),
        result.cells().stream().map(cell -> cell.engine() + " " + cell.workload()).toList());
    FailedEngine failed = result.failures().get(0);
    assertEquals(1, result.failures().size(), result.failures()::toString);
    assertEquals("full latchtree:COARSE_LOCK", failed.group() + " " + failed.engine());
    assertTrue(failed.why().contains("No space left on device"), failed.why());
    RunReport report = CompareReports.of(result, HERE, "./lab compare");
    assertEquals("latchtree:COARSE_LOCK in full", report.failures().get(0).what());
  }

  @Test
  void shouldMeasureInPartsWhatDoesNotFitIntoMemoryAndGoOnIfNothingCanBeKept() throws IOException {
    KeptGroups kept = KeptGroups.begin(directory, HERE);
    Path partial = directory.resolve("partial");
    Files.delete(partial);
    Files.writeString(partial, "in the way, as a disk without room would be");
    ComparePlan plan = Comparisons.twoGroups();
    long one = plan.processBytes();
    assertEquals(2 * one, plan.memoryBytes(), "two engines");
    Launch launch = new Launch(MemoryBudget::of, engine -> EngineMain.class, 2 * one - 1);
    CompareResult parts = launched(plan, launch, kept).run();
    assertEquals(
        plan.groups().stream()
            .flatMap(group -> group.cells().stream())
            .map(cell -> cell.spec().workload() + cell.spec().threads() + cell.spec().engine())
            .toList(),
        parts.cells().stream()
            .map(cell -> cell.workload() + cell.threads() + cell.engine())
            .toList(),
        "in the order of the plan");
    assertTrue(parts.cells().stream().allMatch(cell -> cell.rounds().size() == 2));
    assertEquals(2, parts.notes().size(), "one for each group");
    String note = parts.notes().get(0);
    assertTrue(
        note.startsWith(
            "first: its processes take %d MiB together, and there are %d: "
                .formatted(plan.memoryBytes() >> 20, launch.there() >> 20)),
        note);
    assertTrue(note.contains("in 2 parts") && note.contains("fewer --entries"), note);
    assertEquals(List.of(), parts.failures());
    for (String group : List.of("first", "second")) {
      String words = "the group %s cannot be kept for --resume".formatted(group);
      assertTrue(err.toString().contains(words), err::toString);
    }
  }

  @Test
  void shouldPutAsManyEnginesIntoAPartAsFit() {
    GroupPlan group = Comparisons.twoGroups().groups().get(0);
    long one = group.processBytes();
    assertEquals(List.of(group.engines()), group.parts(2 * one));
    assertEquals(group.engines().stream().map(List::of).toList(), group.parts(one));
    assertTrue(group.note(2 * one).isEmpty());
  }

  @Test
  void shouldLookAtWhereThreadsWaitBesides() throws IOException {
    ComparePlan plan =
        Comparisons.plan(
            """
            experiment = compare
            also       = latch-map
            [one]
            engines    = ConcurrentSkipListMap:bytes
            workloads  = get
            threads    = 1
            entries    = 1000
            """);
    CompareResult result = launched(plan, Launch.usual(), KeptGroups.begin(directory, HERE)).run();
    assertEquals(1, result.cells().stream().filter(c -> c.experiment().equals("compare")).count());
    assertFalse(result.of(Aside.LATCH_MAP).isEmpty(), err::toString);
    RunReport report = CompareReports.of(result, HERE, "./lab compare");
    List<Plot> plots = report.sections().stream().flatMap(s -> s.plots().stream()).toList();
    assertTrue(plots.stream().anyMatch(TreeShape.class::isInstance), plots::toString);
    Section elsewhere = report.sections().get(report.sections().size() - 1);
    assertEquals(
        List.of("sync-policies", "roadmap"),
        elsewhere.tables().get(0).rows().stream().map(row -> row.get(0)).toList());
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
    kept.keep(new KeptGroup("first", "abc", "123", List.of()));
    KeptGroups resumed = KeptGroups.resume(directory, HERE);
    assertTrue(resumed.find("first").isPresent());
    assertTrue(
        refusal(Map.of("commit", "def", "configHash", "123"))
            .contains("was measured at the commit abc, and this is def"));
    assertTrue(
        refusal(Map.of("commit", "abc", "configHash", "124")).contains("with other options"));
    assertTrue(
        refusal(Map.of("commit", "unknown", "configHash", "123"))
            .contains("nobody can tell which commit this is"));
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
