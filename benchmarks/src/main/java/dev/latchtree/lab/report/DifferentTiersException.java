package dev.latchtree.lab.report;

import org.jspecify.annotations.Nullable;

/** Somebody asked for a ratio of figures that promise different things. */
public final class DifferentTiersException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;

  DifferentTiersException(String what, @Nullable String tier, @Nullable String otherTier) {
    super(
        "%s: no ratio between %s and %s; compare figures of one durability tier"
            .formatted(what, words(tier), words(otherTier)));
  }

  private static String words(@Nullable String tier) {
    return tier == null ? "a figure without a tier" : tier;
  }
}
