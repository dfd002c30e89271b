package dev.latchtree.tree;

/** How a try ended; in every case the caller lets go of all pages. */
enum Attempt {
  /** There is nothing left to do. */
  DONE,

  /** Something else has to be done first; it is on the list now. */
  DONE_LATER,

  /** It cannot be done: two pages do not fit on one. */
  NO_ROOM,

  /** A page was in the way, or something changed: to be tried again. */
  AGAIN,

  /** To be tried again with pages reserved. */
  RESERVE
}
