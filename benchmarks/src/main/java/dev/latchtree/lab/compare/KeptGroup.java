package dev.latchtree.lab.compare;

import java.util.List;

/**
 * A group that is done, all its engines, as it is kept until all are.
 *
 * @param group its name
 * @param commit that was measured
 * @param configHash of the options and the machine
 * @param cells those that were measured
 */
public record KeptGroup(String group, String commit, String configHash, List<KeptCell> cells) {}
