package dev.latchtree.lab.micro;

import dev.latchtree.memory.YieldPoint;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What does a yield point cost that is switched off? A step so short that one more instruction
 * would show, without one, and with each kind of call that the engine makes.
 *
 * <p>{@code ./lab jmh YieldPointBenchmark -t 1}; what one costs that is on, and nobody listens to:
 * {@code ./lab jmh YieldPointBenchmark -t 1 -jvmArgsAppend -Dlatchtree.yieldPoints=true}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class YieldPointBenchmark {

  private long subject = 1;

  @Benchmark
  public long none() {
    return step();
  }

  @Benchmark
  public long ofAStep() {
    YieldPoint.at("step", subject);
    return step();
  }

  @Benchmark
  public long ofAPage() {
    YieldPoint.onPage("step", subject);
    return step();
  }

  @Benchmark
  public long ofALatch() {
    if (YieldPoint.ENABLED) {
      YieldPoint.onLatch("step", "exclusive", true, subject);
    }
    return step();
  }

  @Benchmark
  public long beforeAWait() {
    return YieldPoint.waits("wait") ? 0 : step();
  }

  private long step() {
    subject = subject * 31 + 7;
    return subject;
  }
}
