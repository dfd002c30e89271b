package dev.latchtree.storage.sim;

/**
 * A write, kept as the whole sectors that it touched, as they looked after it: a disk writes whole
 * sectors, so a sector that survives carries every earlier change of it too. Of several writes to
 * one sector the last that survives counts; so any version since the last sync can come back.
 */
final class UnsyncedWrite implements UnsyncedChange {
  private final int sectorSize;
  private final int start;
  private final byte[] sectors;
  private final int grewTo;

  /**
   * Takes over {@code sectors}.
   *
   * @param start where the first sector begins
   * @param sectors the bytes from {@code start} on, to the end of the last sector or of the file
   * @param grewTo the file's size after the write if the write made it longer, else 0; sizes are
   *     kept apart from bytes, so a file may survive long and empty
   */
  UnsyncedWrite(int sectorSize, int start, byte[] sectors, int grewTo) {
    this.sectorSize = sectorSize;
    this.start = start;
    this.sectors = sectors;
    this.grewTo = grewTo;
  }

  @Override
  public void applyTo(ByteImage durable) {
    durable.put(start, sectors, 0, sectors.length);
    durable.growTo(grewTo);
  }

  @Override
  public void survivorsTo(ByteImage durable, Survival survival) {
    if (grewTo > 0 && survival.keeps()) {
      durable.growTo(grewTo);
    }
    for (int from = 0; from < sectors.length; from += sectorSize) {
      if (survival.keeps()) {
        durable.put(start + from, sectors, from, Math.min(sectorSize, sectors.length - from));
      }
    }
  }
}
