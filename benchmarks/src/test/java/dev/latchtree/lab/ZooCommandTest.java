package dev.latchtree.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says without letting a bug loose: that is for {@code ZooTest}. */
class ZooCommandTest {

  private static final String HOME = Path.of("").toAbsolutePath().resolveSibling("").toString();

  private final LabRun lab = new LabRun();

  @Test
  void shouldListTheBugsOfARule() {
    assertEquals(0, lab.run("zoo", "--list", "--source", HOME, "--only", "p2"));
    assertTrue(lab.out().contains("dirty-after-the-lsn"), lab.out());
    assertEquals(3, lab.out().lines().count(), lab.out());
  }

  @Test
  void shouldSayWhichBugsThereAre() {
    assertEquals(2, lab.run("zoo", "--list", "--source", HOME, "--only", "unicorn"));
    assertTrue(lab.err().contains("unicorn"), lab.err());
    assertTrue(lab.err().contains("dirty-after-the-lsn"), lab.err());
  }

  @Test
  void shouldRefuseADirectoryThatIsNotTheSourceTree(@TempDir Path other) {
    assertEquals(2, lab.run("zoo", "--source", other.toString()));
    assertTrue(lab.err().contains("is not the source tree"), lab.err());
  }
}
