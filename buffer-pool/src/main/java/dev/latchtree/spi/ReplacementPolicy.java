package dev.latchtree.spi;

/**
 * Which frame to empty next.
 *
 * <p>The pool asks under a lock of its own, so an implementation needs no synchronisation and may
 * keep state; what it sees of the frames changes while it looks, and the pool checks its choice
 * again. It must not block and must not look at more than a few rounds of frames.
 */
@FunctionalInterface
public interface ReplacementPolicy {

  /** Answer of a policy that found nothing to give up. */
  int NONE = 0;

  /** The frame to empty next, from 1 to {@link Frames#count()}, or {@link #NONE}. */
  int choose(Frames frames);

  /** What a policy may see and do. Frames are numbered from 1. */
  interface Frames {

    int count();

    /** What the frame is used for at this moment. */
    Use use(int frame);

    /**
     * Marks an {@link Use#ACTIVE} frame: whoever touches its page takes the mark off again, so one
     * that still has it at the next look was not needed in between. A page that stays in use
     * without a mark costs its readers nothing.
     *
     * @return false if the frame was changed or latched just then
     */
    boolean mark(int frame);
  }

  /** What a frame is used for. */
  enum Use {
    /** Holds no page. */
    EMPTY,
    /** Latched, or kept in place for somebody. */
    BUSY,
    /** Holds a page that was touched since it was last marked, or never marked. */
    ACTIVE,
    /** Marked, and not touched since. */
    MARKED
  }
}
