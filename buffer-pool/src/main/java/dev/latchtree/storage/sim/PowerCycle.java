package dev.latchtree.storage.sim;

import java.util.HashSet;
import java.util.Set;

/** One life of the simulated machine, from boot to crash. */
final class PowerCycle {
  private final int number;

  /** Why the machine is down, empty while it runs. Written under the disk's lock. */
  private volatile String crash = "";

  /** The locks held in this life. Guarded by the disk's lock. */
  final Set<String> locks = new HashSet<>();

  PowerCycle(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  boolean isUp() {
    return crash.isEmpty();
  }

  void end(String reason) {
    crash = reason;
  }

  void requireUp() {
    String reason = crash;
    if (!reason.isEmpty()) {
      throw new SimulatedCrashException(
          "The simulated machine is down, this handle is dead: " + reason);
    }
  }
}
