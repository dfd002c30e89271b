package dev.latchtree.lab.page;

import dev.latchtree.lab.report.Json;
import dev.latchtree.lab.report.JsonReader;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A browser without a window, with one page, driven by the protocol of its developers' tools. */
final class Chromium implements AutoCloseable {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/");
  private static final Pattern ADDRESS = Pattern.compile("\"webSocketDebuggerUrl\": *\"([^\"]+)\"");
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<Map<?, ?>>> answers = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private volatile CompletableFuture<Boolean> loaded = new CompletableFuture<>();

  private Chromium(Process process, String page) {
    this.process = process;
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(page), new Ear())
            .join();
  }

  /** Where a browser is, if there is one. */
  static Optional<Path> find() {
    String[] directories = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator);
    return NAMES.stream()
        .flatMap(name -> Arrays.stream(directories).map(one -> Path.of(one, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it.
   *
   * @param profile a directory for what it keeps
   */
  static Chromium start(Path browser, Path profile) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true);
    builder.environment().put("TMPDIR", Files.createDirectories(profile).toString());
    Process process = builder.start();
    try {
      Chromium chromium = new Chromium(process, newPage(endpoint(process)));
      for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
        chromium.call(domain + ".enable", Map.of());
      }
      return chromium;
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static String endpoint(Process process) throws Exception {
    CompletableFuture<String> found = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              StringBuilder said = new StringBuilder();
              try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  said.append(line).append('\n');
                  Matcher matcher = LISTENING.matcher(line);
                  if (matcher.find()) {
                    found.complete(matcher.group(1));
                  }
                }
              } catch (IOException e) {
                said.append(e); // its end closes the stream
              }
              found.completeExceptionally(new IOException("it ended and had said: " + said));
            },
            "chromium-output");
    reader.setDaemon(true);
    reader.start();
    return found.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static String newPage(String endpoint) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + endpoint + "/json/new?about:blank"))
            .PUT(BodyPublishers.noBody())
            .build();
    String page = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    Matcher matcher = ADDRESS.matcher(page);
    if (!matcher.find()) {
      throw new IOException("no page: " + page);
    }
    return matcher.group(1);
  }

  /** What the page wrote to the console as errors or warnings, threw, or asked the network for. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Sets width and colours for all that follows. */
  void show(int width, String scheme) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Loads a page and waits until it has. */
  void open(Path page) throws Exception {
    CompletableFuture<Boolean> load = new CompletableFuture<>();
    loaded = load;
    call("Page.navigate", Map.of("url", page.toUri().toString()));
    load.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** The value of an expression; it may be a promise, and may not be nothing. */
  Object evaluate(String expression) throws Exception {
    Map<?, ?> answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (answer.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer);
    }
    Object value = answer.get("result") instanceof Map<?, ?> result ? result.get("value") : null;
    if (value == null) {
      throw new AssertionError(expression + " has no value: " + answer);
    }
    return value;
  }

  /** A picture of the whole page. */
  byte[] picture() throws Exception {
    Map<?, ?> answer =
        call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    return Base64.getDecoder().decode(String.valueOf(answer.get("data")));
  }

  private Map<?, ?> call(String method, Map<String, ?> parameters) throws Exception {
    int id = lastId.incrementAndGet();
    CompletableFuture<Map<?, ?>> answer = new CompletableFuture<>();
    answers.put(id, answer);
    socket
        .sendText(Json.write(Map.of("id", id, "method", method, "params", parameters)), true)
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    Map<?, ?> message;
    try {
      message = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer to " + method, e);
    }
    if (!(message.get("result") instanceof Map<?, ?> result)) {
      throw new IOException(method + ": " + message);
    }
    return result;
  }

  private void hear(Map<?, ?> message) {
    if (message.get("id") instanceof Double id) {
      CompletableFuture<Map<?, ?>> answer = answers.remove(id.intValue());
      if (answer != null) {
        answer.complete(message);
      }
      return;
    }
    String text = message.toString();
    switch (String.valueOf(message.get("method"))) {
      case "Page.loadEventFired" -> loaded.complete(true);
      case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded" ->
          complaints.add(text);
      case "Network.requestWillBeSent" -> {
        if (!text.contains("url=file:") && !text.contains("url=data:")) {
          complaints.add(text);
        }
      }
      default -> {} // there are many, and no test asks for them
    }
  }

  /** Puts messages together and hands them on. */
  private final class Ear implements WebSocket.Listener {

    private final StringBuilder parts = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket source, CharSequence data, boolean last) {
      parts.append(data);
      if (last) {
        String message = parts.toString();
        parts.setLength(0);
        hear(JsonReader.read(message));
      }
      source.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket source, Throwable error) {
      answers.values().forEach(answer -> answer.completeExceptionally(error));
    }
  }

  @Override
  public void close() {
    socket.abort();
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle one : all) {
      one.onExit().join(); // none writes to the profile any more
    }
  }
}
