/**
 * The bug zoo: deliberate bugs of the engine, each a small patch kept as data in {@code src/zoo},
 * and the suite that catches each. A check that cannot fail proves nothing; here every check has
 * to. Start at {@link dev.latchtree.stress.zoo.Zoo}.
 *
 * <p>Works on the source tree and on what Maven has compiled, never changes either, and knows no
 * class of the engine.
 */
@NullMarked
package dev.latchtree.stress.zoo;

import org.jspecify.annotations.NullMarked;
