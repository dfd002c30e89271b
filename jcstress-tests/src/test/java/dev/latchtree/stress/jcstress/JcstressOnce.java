package dev.latchtree.stress.jcstress;

import java.util.SortedSet;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.vm.VMSupport;

/**
 * jcstress, which runs each test in one JVM instead of two that are alike.
 *
 * <p>On a JDK that knows biased locking it runs everything with it and without it, whatever
 * arguments it was given. Ours switch it off, so both JVMs run without.
 */
final class JcstressOnce extends JCStress {

  private JcstressOnce(Options options) {
    super(options);
  }

  /** Takes the arguments of {@link org.openjdk.jcstress.Main}. */
  public static void main(String[] args) throws Exception {
    Options options = new Options(args);
    if (!options.parse()) {
      System.exit(1);
    }
    new JcstressOnce(options).run();
  }

  /** Asked for between the choice of JVMs and that of their tests. */
  @Override
  public SortedSet<String> getTests() {
    VMSupport.getAvailableVMConfigs()
        .removeIf(config -> config.args().contains("-XX:+UseBiasedLocking"));
    return super.getTests();
  }
}
