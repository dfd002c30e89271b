package dev.latchtree.lab;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The house of ARCHITECTURE.md, held against the compiled classes: arrows run one way. */
class ArchitectureTest {

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.latchtree");

  private static final String MEMORY = "dev.latchtree.memory..";
  private static final String SPI = "dev.latchtree.spi..";
  private static final String STORAGE = "dev.latchtree.storage..";
  private static final String LATCH = "dev.latchtree.latch..";
  private static final String PAGEFILE = "dev.latchtree.pagefile..";
  private static final String BUFFER = "dev.latchtree.buffer..";
  private static final String WAL = "dev.latchtree.wal..";
  private static final String NODE = "dev.latchtree.node..";
  private static final String CHANGE = "dev.latchtree.change..";
  private static final String TREE = "dev.latchtree.tree..";
  private static final String RECOVERY = "dev.latchtree.recovery..";
  private static final String ENGINE = "dev.latchtree";
  private static final String STRESS = "dev.latchtree.stress..";
  private static final String LAB = "dev.latchtree.lab..";

  /** Works on source and class files, not on stores. */
  private static final String ZOO = "dev.latchtree.stress.zoo..";

  @Test
  void shouldSeeTheWholeHouse() {
    assertTrue(HOUSE.size() > 100, "only " + HOUSE.size() + " classes found");
  }

  @Test
  void shouldHaveNoCyclesAmongPackages() {
    slices().matching("dev.latchtree.(**)").should().beFreeOfCycles().check(HOUSE);
  }

  @Test
  void shouldKnowOnlyLowerFloors() {
    mayUse(MEMORY);
    mayUse(SPI);
    mayUse(STORAGE);
    mayUse(LATCH, MEMORY, SPI);
    mayUse(PAGEFILE, MEMORY, STORAGE);
    mayUse(BUFFER, MEMORY, SPI, STORAGE, LATCH, PAGEFILE);
    mayUse(WAL, MEMORY, STORAGE);
    mayUse(NODE, MEMORY, SPI, PAGEFILE);
    mayUse(CHANGE, MEMORY, NODE);
    mayUse(TREE, MEMORY, SPI, LATCH, PAGEFILE, BUFFER, NODE, CHANGE);
    mayUse(RECOVERY, MEMORY, SPI, STORAGE, BUFFER, WAL, CHANGE, TREE);
    mayUse(ENGINE, MEMORY, SPI, STORAGE, PAGEFILE, BUFFER, WAL, TREE, RECOVERY);
    mayUse(
        STRESS, MEMORY, SPI, STORAGE, LATCH, PAGEFILE, BUFFER, WAL, NODE, CHANGE, TREE, RECOVERY,
        ENGINE);
  }

  @Test
  void shouldSeeTheLogWithoutPagesAndLatches() {
    assertTrue(HOUSE.containPackage("dev.latchtree.wal"), "no class of the log found");
    noClasses()
        .that()
        .resideInAPackage(WAL)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BUFFER, PAGEFILE, LATCH, SPI)
        .check(HOUSE);
  }

  @Test
  void shouldKeepReportsAndMeasuringApartFromWhatIsMeasured() {
    mayUse("dev.latchtree.lab.report", MEMORY);
    mayUse("dev.latchtree.lab.plot", "dev.latchtree.lab.report");
    mayUse("dev.latchtree.lab.page", "dev.latchtree.lab.plot", "dev.latchtree.lab.report");
    mayUse("dev.latchtree.lab.measure", "dev.latchtree.lab.report", STORAGE);
    mayUse(
        "dev.latchtree.lab.log",
        "dev.latchtree.lab.report",
        "dev.latchtree.lab.plot",
        "dev.latchtree.lab.page",
        "dev.latchtree.lab.measure",
        STORAGE,
        WAL);
    mayUse("dev.latchtree.lab.engine", ENGINE, SPI, WAL, RECOVERY);
    mayUse("dev.latchtree.lab.workload", "dev.latchtree.lab.engine", "dev.latchtree.lab.measure");
    mayUse("dev.latchtree.lab.experiment");
    mayUse(
        "dev.latchtree.lab.compare",
        WAL,
        MEMORY,
        "dev.latchtree.lab.scale",
        "dev.latchtree.lab.roadmap",
        "dev.latchtree.lab.experiment",
        "dev.latchtree.lab.engine",
        "dev.latchtree.lab.workload",
        "dev.latchtree.lab.measure",
        "dev.latchtree.lab.log",
        "dev.latchtree.lab.report",
        "dev.latchtree.lab.plot",
        "dev.latchtree.lab.page");
    mayUse(
        "dev.latchtree.lab.scale",
        ENGINE,
        SPI,
        "dev.latchtree.lab.engine",
        "dev.latchtree.lab.workload",
        "dev.latchtree.lab.measure",
        "dev.latchtree.lab.report",
        "dev.latchtree.lab.plot",
        "dev.latchtree.lab.page");
    String[] onDisk = {
      ENGINE,
      SPI,
      STORAGE,
      PAGEFILE,
      WAL,
      RECOVERY,
      "dev.latchtree.lab.engine",
      "dev.latchtree.lab.workload",
      "dev.latchtree.lab.measure",
      "dev.latchtree.lab.log",
      "dev.latchtree.lab.report",
      "dev.latchtree.lab.plot",
      "dev.latchtree.lab.page"
    };
    for (String experiment :
        List.of("roadmap", "recovery", "durability", "upkeep", "crud", "quickwins")) {
      mayUse("dev.latchtree.lab." + experiment, onDisk);
    }
    mayUse(
        "dev.latchtree.lab.openloop",
        "dev.latchtree.lab.roadmap",
        "dev.latchtree.lab.measure",
        "dev.latchtree.lab.log",
        "dev.latchtree.lab.report",
        "dev.latchtree.lab.plot",
        "dev.latchtree.lab.page",
        WAL);
  }

  @Test
  void shouldTouchRawMemoryInOnePackage() {
    onlyIn(MEMORY, "net.openhft.chronicle.core..", "sun.misc..").check(HOUSE);
  }

  @Test
  void shouldSpeakOfChronicleBytesOnlyWhereUsersDo() {
    noClasses()
        .that()
        .resideOutsideOfPackages(MEMORY, ENGINE, TREE, LAB)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("net.openhft..")
        .check(HOUSE);
  }

  @Test
  void shouldTouchFilesInOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackages(STORAGE, LAB, ZOO)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.nio.channels..", "java.nio.file..")
                .and(not(equivalentTo(Path.class)))) // a name, which stores are opened by
        .check(HOUSE);
  }

  @Test
  void shouldKeepBenchmarkAndStressToolsInTheirModules() {
    onlyIn("dev.latchtree.stress.jcstress..", "org.openjdk.jcstress..").check(HOUSE);
    onlyIn(LAB, "org.openjdk.jmh..", "picocli..").check(HOUSE);
  }

  @Test
  void shouldKnowPeersWhereTheyAreComparedOnly() {
    String[] peers = {
      "org.cojen..",
      "com.sun.jna..",
      "org.mapdb..",
      "org.h2..",
      "org.lmdbjava..",
      "org.rocksdb..",
      "jetbrains.exodus..",
      "com.sleepycat.."
    };
    onlyIn("dev.latchtree.lab.engine", peers).check(HOUSE);
    for (String peer : peers) {
      assertThrows(AssertionError.class, () -> onlyIn(MEMORY, peer).check(HOUSE), peer);
    }
  }

  @Test
  void shouldBeNullMarkedEverywhere() {
    classes()
        .that()
        .haveSimpleName("package-info")
        .should()
        .beAnnotatedWith("org.jspecify.annotations.NullMarked")
        .check(HOUSE);
  }

  @Test
  void shouldNoticeAForbiddenArrow() {
    ArchRule wrong = onlyIn(BUFFER, "net.openhft..");
    assertThrows(AssertionError.class, () -> wrong.check(HOUSE));
  }

  private static ArchRule onlyIn(String home, String... packages) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(home)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }

  private static void mayUse(String floor, String... lower) {
    String[] allowed = new String[lower.length + 1];
    System.arraycopy(lower, 0, allowed, 0, lower.length);
    allowed[lower.length] = floor;
    noClasses()
        .that()
        .resideInAPackage(floor)
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(
                    "dev.latchtree..")
                .and(
                    com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages(
                        allowed)))
        .allowEmptyShould(true)
        .check(HOUSE);
  }
}
