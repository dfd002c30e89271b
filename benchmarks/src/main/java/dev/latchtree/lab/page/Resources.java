package dev.latchtree.lab.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** What a page is made of, from the class path. */
final class Resources {

  private Resources() {}

  /** A file beside this class. */
  static String own(String name) {
    return read("dev/latchtree/lab/page/" + name);
  }

  /** The library that draws, complete with its licence's notice. */
  static String plots() {
    String version = own("versions.properties");
    Properties versions = new Properties();
    try {
      versions.load(new StringReader(version));
    } catch (IOException e) {
      throw new UncheckedIOException("a string can be read", e);
    }
    return read(
        "META-INF/resources/webjars/echarts/%s/dist/echarts.min.js"
            .formatted(versions.getProperty("echarts")));
  }

  private static String read(String name) {
    ClassLoader loader = Resources.class.getClassLoader();
    try (InputStream stream = loader.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the class path has no " + name + "; build the lab anew");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
