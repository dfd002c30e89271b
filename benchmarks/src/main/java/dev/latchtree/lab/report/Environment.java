package dev.latchtree.lab.report;

import dev.latchtree.memory.Checks;
import dev.latchtree.memory.MachineMemory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine and the JVM that a result was measured on. */
public final class Environment {

  /** What stands for a fact that nobody can tell. */
  public static final String UNKNOWN = "unknown";

  private static final Path LARGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
  private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)]");

  private Environment() {}

  /**
   * In the order in which reports show it.
   *
   * @param directory where files were written; its file system is named
   * @param configuration what was chosen on the command line; hashed into every result
   */
  public static Map<String, Object> describe(Path directory, String configuration) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("cpu", cpu());
    facts.put("cores", Runtime.getRuntime().availableProcessors());
    facts.put("memory", MachineMemory.now().total());
    facts.put("largePages", largePages());
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("fileSystem", fileSystem(directory));
    facts.put(
        "jdk", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    facts.put("jvmFlags", ManagementFactory.getRuntimeMXBean().getInputArguments());
    facts.put("checks", Checks.ENABLED);
    facts.put("commit", System.getProperty("latchtree.commit", UNKNOWN));
    facts.put("configHash", hash(configuration + facts));
    return facts;
  }

  private static String cpu() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch"); // not a Linux
    }
  }

  /** The type of the file system that {@code directory} is on; "unknown" if nobody can tell. */
  public static String fileSystem(Path directory) {
    try {
      return Files.getFileStore(directory).type();
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /**
   * Who gets memory in large pages: "always", who asks ("madvise"), "never"; "unknown" where that
   * is not told.
   */
  public static String largePages() {
    try {
      return chosen(Files.readString(LARGE_PAGES));
    } catch (IOException notLinux) {
      return UNKNOWN;
    }
  }

  static String chosen(String modes) {
    Matcher matcher = CHOSEN.matcher(modes);
    return matcher.find() ? matcher.group(1) : UNKNOWN;
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
