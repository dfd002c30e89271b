package dev.latchtree.lab.measure;

import java.time.Duration;

/**
 * Who asks for how much.
 *
 * @param threads how many ask at the same time
 * @param length for how long
 * @param rate operations a second of all threads together, asked for at fixed instants whether or
 *     not the one before is done (open loop); 0 if each thread asks when the one before is done
 *     (closed loop)
 */
public record Load(int threads, Duration length, double rate) {

  public static Load closed(int threads, Duration length) {
    return new Load(threads, length, 0);
  }

  public boolean isOpen() {
    return rate > 0;
  }
}
