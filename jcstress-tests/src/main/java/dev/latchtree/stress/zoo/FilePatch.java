package dev.latchtree.stress.zoo;

import java.util.List;

/**
 * What a patch does to one source file.
 *
 * @param path relative to the source tree, with slashes
 */
record FilePatch(String path, List<Hunk> hunks) {

  FilePatch {
    hunks = List.copyOf(hunks);
  }

  /** The file's lines with all hunks applied, one after the other. */
  List<String> applyTo(List<String> lines, String patch) {
    List<String> changed = lines;
    for (Hunk hunk : hunks) {
      changed = hunk.applyTo(changed, patch + ", " + path);
    }
    return changed;
  }
}
