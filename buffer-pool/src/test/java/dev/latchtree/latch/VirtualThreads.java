package dev.latchtree.latch;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Virtual threads, reached reflectively: they are final since 21, and this compiles for 17. */
final class VirtualThreads {

  private static final @Nullable Method START = find();

  private VirtualThreads() {}

  private static @Nullable Method find() {
    try {
      return Runtime.version().feature() < 21
          ? null
          : Thread.class.getMethod("startVirtualThread", Runnable.class);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  /** Whether this JDK has them. */
  static boolean exist() {
    return START != null;
  }

  static Thread start(Runnable body) {
    if (START == null) {
      throw new IllegalStateException("this JDK has no virtual threads");
    }
    try {
      return (Thread) START.invoke(null, body);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("virtual threads exist but do not start", e);
    }
  }
}
