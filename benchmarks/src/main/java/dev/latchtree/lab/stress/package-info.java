/** {@code ./lab stress}: the soak of {@code dev.latchtree.stress} in a process of its own. */
@NullMarked
package dev.latchtree.lab.stress;

import org.jspecify.annotations.NullMarked;
