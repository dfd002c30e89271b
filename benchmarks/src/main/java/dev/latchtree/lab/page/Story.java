package dev.latchtree.lab.page;

import dev.latchtree.lab.report.Headline;
import java.util.List;

/** What a report says beside its cells; kept with them, so that it can be written again. */
record Story(
    String title,
    String question,
    String answer,
    String command,
    List<Headline> headlines,
    List<String> warnings,
    List<Failure> failures,
    List<Section> sections) {}
