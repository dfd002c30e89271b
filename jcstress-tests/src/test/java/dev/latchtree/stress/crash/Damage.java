package dev.latchtree.stress.crash;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happened to one file.
 *
 * @param file its name
 * @param from the first byte that may have changed
 * @param to the end of those bytes; {@link Long#MAX_VALUE} if the file was cut
 * @param what in words
 */
record Damage(String file, long from, long to, String what) {

  private static final int SECTOR = 512;
  private static final int PAGE = 4096;

  /**
   * Damages one of the files of {@code image}; {@code older} is the same store some time before.
   */
  static Damage make(StoreImage image, StoreImage older, SplittableRandom random) {
    String file = choose(image, random);
    byte[] before = image.get(file);
    if (before.length == 0) {
      return new Damage(file, 0, 0, "none");
    }
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> {
        int at = place(before, random);
        image.own(file)[at] ^= (byte) (1 << random.nextInt(8));
        yield new Damage(file, at, at + 1, "bit flipped");
      }
      case 3 -> {
        byte[] bytes = image.own(file);
        int at = place(before, random) / SECTOR * SECTOR;
        int end = Math.min(bytes.length, at + SECTOR * (1 + random.nextInt(16)));
        Arrays.fill(bytes, at, end, (byte) 0);
        yield new Damage(file, at, end, "zeros");
      }
      case 4 -> {
        byte[] bytes = image.own(file);
        int at = place(before, random) / SECTOR * SECTOR;
        int end = Math.min(bytes.length, at + SECTOR * (1 + random.nextInt(4)));
        for (int i = at; i < end; i++) {
          bytes[i] = (byte) random.nextInt();
        }
        yield new Damage(file, at, end, "garbage");
      }
      case 5 -> {
        int size = place(before, random);
        image.files().put(file, Arrays.copyOf(before, size));
        yield new Damage(file, size, Long.MAX_VALUE, "cut");
      }
      case 6 -> swapPages(image, file, random);
      default -> {
        if (!file.equals("control") || !older.files().containsKey(file)) {
          yield new Damage(file, 0, 0, "none");
        }
        image.files().put(file, older.get(file));
        yield new Damage(file, 0, Long.MAX_VALUE, "from before");
      }
    };
  }

  private static Damage swapPages(StoreImage image, String file, SplittableRandom random) {
    int pages = image.get(file).length / PAGE;
    if (pages < 2) {
      return new Damage(file, 0, 0, "none");
    }
    byte[] bytes = image.own(file);
    int one = random.nextInt(pages) * PAGE;
    int two = random.nextInt(pages) * PAGE;
    byte[] page = Arrays.copyOfRange(bytes, one, one + PAGE);
    System.arraycopy(bytes, two, bytes, one, PAGE);
    System.arraycopy(page, 0, bytes, two, PAGE);
    return new Damage(file, Math.min(one, two), Math.max(one, two) + (long) PAGE, "pages swapped");
  }

  private static String choose(StoreImage image, SplittableRandom random) {
    List<String> names = List.copyOf(image.files().keySet());
    List<String> logs = names.stream().filter(name -> name.endsWith(".wal")).toList();
    int dice = random.nextInt(10);
    String wanted = dice < 2 ? "control" : dice < 6 ? "pages" : "log";
    return names.contains(wanted) ? wanted : logs.get(random.nextInt(logs.size()));
  }

  /** Anywhere where something is written, mostly. */
  private static int place(byte[] bytes, SplittableRandom random) {
    for (int tries = 0; tries < 20; tries++) {
      int at = random.nextInt(bytes.length);
      if (bytes[at] != 0) {
        return at;
      }
    }
    return random.nextInt(bytes.length);
  }
}
