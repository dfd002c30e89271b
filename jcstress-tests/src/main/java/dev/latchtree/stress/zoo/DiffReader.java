package dev.latchtree.stress.zoo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a unified diff. The numbers behind {@code @@} are not looked at: hunks are found by their
 * lines. For one diff.
 */
final class DiffReader {

  private static final String OLD_FILE = "--- ";
  private static final String NEW_FILE = "+++ ";
  private static final String HUNK = "@@";

  private final String patch;
  private final List<FilePatch> files = new ArrayList<>();
  private @Nullable String path;
  private final List<Hunk> hunks = new ArrayList<>();
  private boolean inHunk;
  private final List<String> before = new ArrayList<>();
  private final List<String> after = new ArrayList<>();

  DiffReader(String patch) {
    this.patch = patch;
  }

  List<FilePatch> read(List<String> lines) {
    for (String line : lines) {
      if (line.startsWith(OLD_FILE)) {
        endFile();
        path = line.substring(OLD_FILE.length()).strip();
      } else if (line.startsWith(NEW_FILE)) {
        requireSameFile(line.substring(NEW_FILE.length()).strip());
      } else if (line.startsWith(HUNK)) {
        endHunk();
        inHunk = true;
      } else {
        add(line);
      }
    }
    endFile();
    if (files.isEmpty()) {
      throw new PatchException(patch + ": it changes no file");
    }
    return files;
  }

  private void requireSameFile(String other) {
    if (!other.equals(path)) {
      throw new PatchException("%s: renames %s to %s".formatted(patch, path, other));
    }
  }

  private void add(String line) {
    if (!inHunk) {
      throw new PatchException("%s: a line outside of any hunk: %s".formatted(patch, line));
    }
    String text = line.isEmpty() ? "" : line.substring(1);
    switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case ' ' -> {
        before.add(text);
        after.add(text);
      }
      case '-' -> before.add(text);
      case '+' -> after.add(text);
      default ->
          throw new PatchException(
              "%s: a line begins neither with a blank nor with - or +: %s".formatted(patch, line));
    }
  }

  private void endHunk() {
    if (inHunk) {
      int number = hunks.size() + 1;
      if (before.isEmpty() || before.equals(after)) {
        throw new PatchException(
            "%s, %s, hunk %d: %s"
                .formatted(patch, path, number, before.isEmpty() ? "no context" : "no change"));
      }
      hunks.add(new Hunk(number, before, after));
      before.clear();
      after.clear();
      inHunk = false;
    }
  }

  private void endFile() {
    endHunk();
    if (path != null) {
      if (hunks.isEmpty()) {
        throw new PatchException("%s, %s: no hunk".formatted(patch, path));
      }
      files.add(new FilePatch(path, hunks));
      hunks.clear();
    }
  }
}
