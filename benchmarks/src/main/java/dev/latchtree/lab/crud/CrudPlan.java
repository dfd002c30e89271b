package dev.latchtree.lab.crud;

import dev.latchtree.lab.engine.Engine;
import dev.latchtree.lab.engine.Home;
import dev.latchtree.lab.engine.KeyShape;
import dev.latchtree.lab.engine.Mode;
import dev.latchtree.lab.engine.Shape;
import dev.latchtree.lab.log.Disk;
import dev.latchtree.lab.log.Probes;
import dev.latchtree.lab.log.RawSyncProbe;
import dev.latchtree.lab.measure.Spec;
import dev.latchtree.lab.report.Figures;
import dev.latchtree.lab.workload.CrudBench;
import dev.latchtree.lab.workload.Workload;
import dev.latchtree.recovery.DurabilityOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code ./lab crud} measures.
 *
 * @param engines who is asked, our own with each policy
 * @param policies in the order in which they are shown
 * @param bench who does how much
 * @param document bytes of each value
 */
public record CrudPlan(
    List<Engine> engines, List<Policy> policies, CrudBench.Plan bench, int document) {

  static final String POLICY = "policy";
  static final String STORES = "stores";

  /** More than twice what a store holds when it has grown as far as it may. */
  private static final int CACHE_TO_DATA = 3;

  private static final long LEAST_CACHE = 32L << 20;
  private static final int ENTRY_OVERHEAD = 32;

  /** Log, and what an engine keeps of pages or files that it has replaced. */
  private static final long LOG = DurabilityOptions.DEFAULT_CHECKPOINT_BYTES;

  public CrudPlan {
    engines = engines.stream().distinct().sorted().toList();
    policies = policies.stream().distinct().sorted().toList();
  }

  /** All engines that make such documents durable. */
  public static List<Engine> engines(int document) {
    return Arrays.stream(Engine.values()).filter(engine -> canKeep(engine, document)).toList();
  }

  public static boolean canKeep(Engine engine, int document) {
    return engine.supports(Mode.DURABLE, shape(document));
  }

  private static Shape shape(int document) {
    return new Shape(KeyShape.NUMBER, document);
  }

  /** Everything, ready to be filtered and run in {@code scratch}. */
  public Probes probes(Path scratch) {
    Probes probes = new Probes();
    probes.add(probes.use(new RawSyncProbe(Disk.real(scratch))));
    for (Contender contender : contenders()) {
      CrudBench stores =
          probes.use(
              new CrudBench(
                  number ->
                      contender.open(
                          scratch.resolve(contender.name() + "-" + number),
                          cacheBytes(),
                          shape(document)),
                  bench));
      probes.add(new CrudProbe(spec(contender), stores));
    }
    return probes;
  }

  private List<Contender> contenders() {
    return Contender.of(engines, policies);
  }

  private Spec spec(Contender contender) {
    Map<String, String> settings = new LinkedHashMap<>(contender.engine().settings());
    settings.put(POLICY, contender.policy().label());
    settings.put(STORES, String.valueOf(bench.stores()));
    settings.put("mix", bench.mix().toString());
    settings.put("entries", String.valueOf(bench.entries()));
    settings.put("value", Figures.bytes(document));
    settings.put("cache", Figures.bytes(cacheBytes()));
    return new Spec(
        Workload.CRUD.label(),
        contender.engine().engine(),
        settings,
        contender.tier().name(),
        bench.threads(),
        Workload.CRUD.unit());
  }

  /** Of each store, in whole mebibytes. */
  private long cacheBytes() {
    return LEAST_CACHE + ((CACHE_TO_DATA * dataBytes()) >> 20 << 20);
  }

  private long dataBytes() {
    return ((long) bench.entries() + bench.growth()) * (document + ENTRY_OVERHEAD);
  }

  /** Bytes of disk that it may take. */
  public long diskNeeded() {
    return (long) contenders().size() * bench.stores() * (CACHE_TO_DATA * dataBytes() + LOG);
  }

  /** Bytes of memory outside the heap that it takes. */
  public long memoryNeeded() {
    return contenders().stream().filter(one -> one.engine().home(Mode.DURABLE) != Home.HEAP).count()
        * bench.stores()
        * cacheBytes();
  }

  /** The names of all cells, each with what it was asked to do. */
  Map<String, String> inWords() {
    Map<String, String> words = new LinkedHashMap<>();
    contenders().forEach(one -> words.put(nameOf(spec(one)), one.inWords()));
    return words;
  }

  private static String nameOf(Spec spec) {
    return CrudReport.name(spec.engine(), spec.settings());
  }
}
