package dev.latchtree.lab.plot;

import dev.latchtree.lab.report.Grid;

/** Something to look at. Whatever it shows, its table says too. */
public sealed interface Plot
    permits Bars, HeatMap, Lines, Percentiles, Ratios, TreeShape, Waterfall {

  /** Above the plot, in words. */
  String title();

  /** The same as a table. */
  Grid table();
}
