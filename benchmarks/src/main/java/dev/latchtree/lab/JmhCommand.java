package dev.latchtree.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Hands everything to JMH: for looking closely at one benchmark. */
@Command(
    name = "jmh",
    description = "Runs JMH with the arguments given (try -h): for a close look at one benchmark.")
final class JmhCommand implements Callable<Integer> {

  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
    return 0;
  }
}
