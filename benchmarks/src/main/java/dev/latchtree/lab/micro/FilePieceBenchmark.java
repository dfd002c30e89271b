package dev.latchtree.lab.micro;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What does a write into a file cost, after the file was filled in pieces of this size? All of it
 * stays in the system's cache.
 *
 * <p>{@code ./lab jmh FilePieceBenchmark}; {@code -jvmArgsAppend -Djava.io.tmpdir=DIR} chooses the
 * disk.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FilePieceBenchmark {

  private static final int SIZE = 256 << 20;
  private static final int PAGE = 8 << 10;
  private static final int RECORD = 192;

  @Param({"4096", "16384", "65536", "262144", "1048576"})
  int piece;

  private final ByteBuffer bytes = ByteBuffer.allocateDirect(1 << 20);
  private final SplittableRandom random = new SplittableRandom(1);
  private Path path;
  private FileChannel file;
  private int end;

  @Setup
  public void setUp() throws IOException {
    path = Files.createTempFile("pieces", ".bin");
    file = FileChannel.open(path, StandardOpenOption.WRITE);
    for (int at = 0; at < SIZE; at += piece) {
      file.write(bytes.limit(piece).position(0), at);
    }
    file.force(false);
  }

  @TearDown
  public void tearDown() throws IOException {
    file.close();
    Files.delete(path);
  }

  /** As an evictor does. */
  @Benchmark
  public int randomPage() throws IOException {
    return file.write(bytes.limit(PAGE).position(0), random.nextInt(SIZE / PAGE) * (long) PAGE);
  }

  /** As the log does. */
  @Benchmark
  public int nextRecord() throws IOException {
    end = end + RECORD < SIZE ? end + RECORD : 0;
    return file.write(bytes.limit(RECORD).position(0), end);
  }
}
