package dev.latchtree.lab;

import picocli.CommandLine.IVersionProvider;

/** What {@code ./lab --version} prints: the build, the commit it was made from, and the JVM. */
final class LabVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Lab.class.getPackage().getImplementationVersion();
    return new String[] {
      "LatchTree lab "
          + (version == null ? "(not packaged)" : version)
          + ", commit "
          + System.getProperty("latchtree.commit", "unknown"),
      "JVM " + System.getProperty("java.vm.name") + " " + Runtime.version()
    };
  }
}
