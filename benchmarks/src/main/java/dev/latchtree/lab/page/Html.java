package dev.latchtree.lab.page;

/** Text within a page: whatever it says, it cannot become markup or a program. */
final class Html {

  private static final int DELETE = 0x7f;
  private static final int FIRST_HALF = 0xd800;
  private static final int LAST_HALF = 0xdfff;

  private Html() {}

  /** For text between tags, and for values of attributes in double quotes. */
  static String text(String words) {
    StringBuilder safe = new StringBuilder(words.length());
    words
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> {
                  if (isText(c)) {
                    safe.appendCodePoint(c);
                  } else {
                    safe.append('\ufffd');
                  }
                }
              }
            });
    return safe.toString();
  }

  /** No control characters, which XML cannot even name, and no halves of pairs. */
  private static boolean isText(int c) {
    if (c < ' ') {
      return c == '\n' || c == '\t';
    }
    return c != DELETE && (c < FIRST_HALF || c > LAST_HALF) && c != 0xfffe && c != 0xffff;
  }

  /** JSON within a script: no string in it can end the script. */
  static String json(String json) {
    return json.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }
}
