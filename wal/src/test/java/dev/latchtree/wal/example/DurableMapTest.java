package dev.latchtree.wal.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.latchtree.storage.FileStorage;
import dev.latchtree.storage.Storage;
import dev.latchtree.storage.sim.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableMapTest {

  @TempDir Path directory;

  @Test
  void shouldComeBackFromSnapshotAndLog() throws IOException {
    try (Storage storage = FileStorage.open(directory)) {
      for (int life = 0; life < 3; life++) {
        try (DurableMap map = new DurableMap(storage)) {
          assertEquals(life == 0 ? null : "snapshot " + (life - 1), map.get("a"));
          assertEquals(life == 0 ? null : "log " + (life - 1), map.get("b"));
          map.put("a", "snapshot " + life);
          map.snapshot();
          map.put("b", "log " + life);
          assertNull(map.get("c"));
        }
      }
    }
  }

  @Test
  void shouldLoseNothingInACrash() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    Storage storage = disk.storage();
    for (int life = 0; life < 10; life++) {
      DurableMap map = new DurableMap(storage);
      for (int before = 0; before < life; before++) {
        assertEquals("value=" + before, map.get("key" + before));
      }
      map.put("key" + life, "value=" + life);
      if (life % 3 == 0) {
        map.snapshot();
      }
      disk.crash(life);
      storage = disk.boot();
    }
  }

  @Test
  void shouldBeWhatTheReadmeShowsInFewerThanSixtyLines() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/dev/latchtree/wal/example/DurableMap.java"));
    String example =
        source.substring(
            source.indexOf("// [example\n") + "// [example\n".length(),
            source.indexOf("// example]"));
    String readme = Files.readString(Path.of("README.md"));
    assertTrue(readme.contains(example), "the README shows another version of DurableMap");
    long lines = example.lines().filter(line -> !line.isBlank()).count();
    assertTrue(lines < 60, "the example has " + lines + " lines");
  }
}
