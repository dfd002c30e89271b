package dev.latchtree.pagefile;

import java.io.IOException;

/** Comes between a {@link HeapStorage} and its user: counts, stops, or fails chosen calls. */
public interface IoHook {

  IoHook NONE = new IoHook() {};

  /** Called before the call has any effect; what it throws is what the caller gets. */
  default void before(Io io) throws IOException {}

  /** Called once the call has had its effect, if it did not fail. */
  default void after(Io io) {}

  /** Fails every call that {@code which} picks. */
  static IoHook failing(java.util.function.Predicate<Io> which, String message) {
    return new IoHook() {
      @Override
      public void before(Io io) throws IOException {
        if (which.test(io)) {
          throw new IOException(message);
        }
      }
    };
  }
}
