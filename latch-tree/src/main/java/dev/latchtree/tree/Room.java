package dev.latchtree.tree;

/**
 * Room in the journal, taken before the first latch and after everything else that may have to be
 * waited for (rule P3): so who has it can always append. For one operation; used again and again.
 */
public interface Room {

  /** For journals without limit. */
  Room UNLIMITED =
      new Room() {
        @Override
        public void take(long plain, int images) {}

        @Override
        public void requireOne(long plain, int images) {}

        @Override
        public void takeForOne(long plain, int images) {}

        @Override
        public boolean tryTake(long plain, int images) {
          return true;
        }

        @Override
        public void giveBack() {}
      };

  /**
   * Sees to it that there is room for the records made under the latches taken next. May wait;
   * nothing is latched.
   *
   * @param plain bytes of all records, without images
   * @param images of pages that they may have to have
   */
  void take(long plain, int images);

  /**
   * Fails if there is never room for one such record.
   *
   * @throws IllegalArgumentException naming its length and the limit
   */
  void requireOne(long plain, int images);

  /**
   * Like {@link #take}, for one record.
   *
   * @throws IllegalArgumentException if it would be too long
   */
  void takeForOne(long plain, int images);

  /** Like {@link #take}, but answers false instead of waiting. */
  boolean tryTake(long plain, int images);

  /** Lets go of what is left. */
  void giveBack();
}
