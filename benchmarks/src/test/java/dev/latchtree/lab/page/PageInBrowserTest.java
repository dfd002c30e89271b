package dev.latchtree.lab.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A report in a real browser. With {@code -Dlatchtree.screenshots=DIR} it leaves pictures there.
 */
@Timeout(180)
class PageInBrowserTest {

  /** What is wrong with the plots, a line each. */
  private static final String EMPTY_PLOTS =
      """
      [...document.querySelectorAll('.plot')].filter((plot) => {
        const box = plot.getBoundingClientRect();
        const marks = plot.querySelectorAll('svg path, svg text, svg rect, svg circle').length;
        return marks < 8 || box.width < 200 || box.height < 60
            || !plot.getAttribute('aria-label') || plot.getAttribute('role') !== 'img';
      }).map((plot) => plot.dataset.plot + ' ' + plot.innerHTML.slice(0, 200)).join('\\n')
      """;

  private static final String TOO_WIDE =
      """
      document.documentElement.scrollWidth <= innerWidth ? ''
          : [...document.querySelectorAll('body *')]
              .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
              .map((one) => one.tagName + '.' + one.className).join(' ')
      """;

  private static final String PAPER = "getComputedStyle(document.body).backgroundColor";
  private static final String TWO_FRAMES =
      "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))";

  @TempDir private static Path directory;

  private static @Nullable Chromium started;
  private static Path page = Path.of("");

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> browser = Chromium.find();
    assumeTrue(
        browser.isPresent(),
        "no chromium, chromium-browser or google-chrome on the PATH: the report was not looked at");
    Report.write(directory, SampleRun.run(SampleRun.HOSTILE));
    page = directory.resolve("index.html");
    started = Chromium.start(browser.get(), directory.resolve("profile"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (started != null) {
      started.close();
    }
  }

  private static Chromium browser() {
    return Objects.requireNonNull(started);
  }

  @ParameterizedTest
  @CsvSource({"400, light", "400, dark", "1280, light", "1280, dark"})
  void shouldDrawEveryPlotInBothThemesAndOnAPhone(int width, String scheme) throws Exception {
    Chromium browser = browser();
    browser.show(width, scheme);
    browser.open(page);
    keepPicture(width, scheme);
    assertEquals("yes", browser.evaluate("document.documentElement.dataset.drawn"));
    assertEquals("", browser.evaluate(EMPTY_PLOTS));
    assertEquals("", browser.evaluate(TOO_WIDE));
    assertEquals((double) width, browser.evaluate("innerWidth"));
    double red =
        Double.parseDouble(String.valueOf(browser.evaluate(PAPER + ".match(/[0-9]+/)[0]")));
    assertTrue(scheme.equals("dark") ? red < 60 : red > 200, "paper: " + red);
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void shouldRunNothingThatANameSays() throws Exception {
    Chromium browser = browser();
    browser.show(1280, "light");
    browser.open(page);
    assertEquals(3.0, browser.evaluate("document.scripts.length"));
    assertEquals(
        true,
        browser.evaluate(
            "document.body.innerText.includes('<script>alert(1)</script> & \"quoted\"')"));
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void shouldDrawAgainWhenColoursOrWidthChange() throws Exception {
    Chromium browser = browser();
    browser.show(1280, "light");
    browser.open(page);
    Object paper = browser.evaluate(PAPER);
    String fills =
        "[...new Set([...document.querySelectorAll('.plot svg text')].map((t) =>"
            + " t.getAttribute('fill')))].sort().join()";
    Object inks = browser.evaluate(fills);
    browser.evaluate("document.getElementById('theme').click() === undefined");
    assertNotEquals(paper, browser.evaluate(PAPER));
    assertNotEquals(inks, browser.evaluate(fills));
    browser.show(400, "light");
    browser.evaluate(TWO_FRAMES);
    browser.evaluate(TWO_FRAMES);
    assertEquals("", browser.evaluate(TOO_WIDE));
    assertEquals(
        "",
        browser.evaluate(
            "[...document.querySelectorAll('.plot svg')].filter((svg) =>"
                + " svg.getBoundingClientRect().width > 400).map((svg) => svg.outerHTML).join()"));
    assertEquals("", browser.evaluate(EMPTY_PLOTS));
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void shouldHideALineAndShowItAgain() throws Exception {
    Chromium browser = browser();
    browser.show(1280, "light");
    browser.open(page);
    String marks =
        "document.querySelector('.legend button').closest('figure').querySelectorAll('svg path').length";
    String click = "document.querySelector('.legend button').click() === undefined";
    Object all = browser.evaluate(marks);
    browser.evaluate(click);
    browser.evaluate(TWO_FRAMES);
    assertNotEquals(all, browser.evaluate(marks));
    assertEquals(
        "false",
        browser.evaluate("document.querySelector('.legend button').getAttribute('aria-pressed')"));
    browser.evaluate(click);
    browser.evaluate(TWO_FRAMES);
    assertEquals(all, browser.evaluate(marks));
    assertEquals(List.of(), browser.complaints());
  }

  private static void keepPicture(int width, String scheme) throws Exception {
    String keep = System.getProperty("latchtree.screenshots");
    if (keep != null) {
      Path pictures = Files.createDirectories(Path.of(keep));
      Files.write(pictures.resolve(scheme + width + ".png"), browser().picture());
    }
  }
}
