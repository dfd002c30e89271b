package dev.latchtree;

import dev.latchtree.storage.Storage;
import dev.latchtree.storage.StorageFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A storage in which the next sync of a file can be held up. */
final class HeldSyncs {

  private final Storage storage;
  private final AtomicReference<@Nullable CountDownLatch> next = new AtomicReference<>();
  private final CountDownLatch arrived = new CountDownLatch(1);

  HeldSyncs(Storage below) {
    storage =
        (Storage)
            Proxy.newProxyInstance(
                HeldSyncs.class.getClassLoader(),
                new Class<?>[] {Storage.class},
                (proxy, method, arguments) -> {
                  Object result = invoke(below, method, arguments);
                  return result instanceof StorageFile file ? holding(file) : result;
                });
  }

  private StorageFile holding(StorageFile below) {
    return (StorageFile)
        Proxy.newProxyInstance(
            HeldSyncs.class.getClassLoader(),
            new Class<?>[] {StorageFile.class},
            (proxy, method, arguments) -> {
              CountDownLatch held = method.getName().equals("sync") ? next.getAndSet(null) : null;
              if (held != null) {
                arrived.countDown();
                held.await();
              }
              return invoke(below, method, arguments);
            });
  }

  private static @Nullable Object invoke(
      Object target, Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  Storage storage() {
    return storage;
  }

  /** Holds the next sync until what is returned is counted down. */
  CountDownLatch hold() {
    CountDownLatch held = new CountDownLatch(1);
    next.set(held);
    return held;
  }

  void awaitArrival() throws InterruptedException {
    arrived.await();
  }
}
