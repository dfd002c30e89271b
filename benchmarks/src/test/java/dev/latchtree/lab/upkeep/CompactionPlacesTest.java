package dev.latchtree.lab.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crash leaves the names that were there after some step; a file stands for each store. */
class CompactionPlacesTest {

  private static final String OLD = "old";
  private static final String NEW = "new";

  @TempDir Path parent;

  private CompactionPlaces places = CompactionPlaces.of(Path.of("store"));

  @BeforeEach
  void name() {
    places = CompactionPlaces.of(parent.resolve("store"));
  }

  private static void make(Path directory, String content) throws IOException {
    Files.writeString(Files.createDirectory(directory).resolve("content"), content);
  }

  /** What is in the store's place; nothing else may be there. */
  private String onlyStore() throws IOException {
    try (var left = Files.list(parent)) {
      assertEquals(List.of(places.store()), left.toList());
    }
    return Files.readString(places.store().resolve("content"));
  }

  @Test
  void shouldLeaveAStoreAloneThatWasNeverCompacted() throws Exception {
    make(places.store(), OLD);
    assertEquals("", places.takeUp());
    assertEquals(OLD, onlyStore());
  }

  @Test
  void shouldDropWhatWasNotComplete() throws Exception {
    make(places.store(), OLD);
    make(places.unfinished(), "half");
    assertTrue(places.takeUp().contains("the old store counts"));
    assertEquals(OLD, onlyStore());
  }

  @Test
  void shouldDropACompleteOneThatWasNotInPlace() throws Exception {
    make(places.store(), OLD);
    make(places.unfinished(), NEW);
    places.finish();
    assertTrue(places.takeUp().contains("the old store counts"));
    assertEquals(OLD, onlyStore());
  }

  @Test
  void shouldPutTheNewOneInPlaceIfTheOldOneWasMovedAway() throws Exception {
    make(places.replaced(), OLD);
    make(places.finished(), NEW);
    assertTrue(places.hint().contains(places.finished() + " the new one"), places.hint());
    assertTrue(places.takeUp().contains("its new store, complete and verified, is in place now"));
    assertEquals(NEW, onlyStore());
    assertEquals("", places.hint());
  }

  @Test
  void shouldRemoveTheOldOneIfTheNewOneIsInPlace() throws Exception {
    make(places.store(), NEW);
    make(places.replaced(), OLD);
    assertTrue(places.takeUp().contains("the old one is removed now"));
    assertEquals(NEW, onlyStore());
  }

  @Test
  void shouldTouchNothingIfAThirdStoreWasMadeMeanwhile() throws Exception {
    make(places.store(), "third");
    make(places.replaced(), OLD);
    make(places.finished(), NEW);
    StoreRefusedException refused =
        assertThrows(StoreRefusedException.class, () -> places.takeUp());
    assertTrue(Objects.requireNonNull(refused.getMessage()).contains("nothing was touched"));
    assertTrue(Files.exists(places.finished()) && Files.exists(places.replaced()));
    assertEquals("third", Files.readString(places.store().resolve("content")));
  }

  @Test
  void shouldSwapAndLeaveOneStore() throws Exception {
    make(places.store(), OLD);
    make(places.unfinished(), NEW);
    places.finish();
    assertFalse(Files.exists(places.unfinished()));
    places.swap();
    assertEquals(NEW, onlyStore());
  }
}
