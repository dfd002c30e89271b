package dev.latchtree.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.latchtree.Cursor;
import dev.latchtree.KeyRange;
import dev.latchtree.LatchStore;
import dev.latchtree.LatchTree;
import dev.latchtree.StoreOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quick start of the module's README, run. */
class QuickStartTest {

  @Test
  void shouldDoWhatTheReadmeShows(@TempDir Path directory) {
    StringBuilder found = new StringBuilder();
    try (LatchStore store = LatchStore.open(directory, StoreOptions.defaults())) {
      LatchTree users = store.tree("users");
      users.put("ada".getBytes(UTF_8), "countess".getBytes(UTF_8));
      users.put("alan".getBytes(UTF_8), "fellow".getBytes(UTF_8));
      try (Cursor cursor = users.cursor(KeyRange.prefix("a".getBytes(UTF_8)))) {
        while (cursor.next()) {
          found.append(new String(cursor.key(), UTF_8)).append(' ');
        }
      }
      store.batch().put(users, "ada".getBytes(UTF_8), new byte[0]).commit();
    }
    assertEquals("ada alan ", found.toString());
  }
}
