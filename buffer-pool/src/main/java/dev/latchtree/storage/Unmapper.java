package dev.latchtree.storage;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Gives the memory of a mapping back when it is let go of, and not when the collector comes by.
 * There is no public way to do that before Java 22, so it is the one that the module {@code
 * jdk.unsupported} has; on a JDK without it the collector does it after all.
 */
final class Unmapper {

  private static final System.Logger LOG = System.getLogger("dev.latchtree.storage");
  private static final String LATER = "mapped files stay mapped until they are collected";

  private static final @Nullable MethodHandle UNMAP = find();

  private Unmapper() {}

  private static @Nullable MethodHandle find() {
    try {
      Class<?> type = Class.forName("sun.misc.Unsafe");
      Field instance = type.getDeclaredField("theUnsafe");
      instance.setAccessible(true);
      return MethodHandles.lookup()
          .findVirtual(type, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
          .bindTo(instance.get(null));
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.DEBUG, LATER, e);
      return null;
    }
  }

  /** Nobody uses the memory any more: touching it ends the JVM. */
  static void unmap(MappedByteBuffer mapped) {
    if (UNMAP == null) {
      return;
    }
    try {
      UNMAP.invoke((ByteBuffer) mapped);
    } catch (UnsupportedOperationException denied) {
      LOG.log(Level.DEBUG, LATER, denied); // a JVM may be told to permit no such calls
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) { // a method handle declares all of them
      throw new IllegalStateException(impossible);
    }
  }
}
