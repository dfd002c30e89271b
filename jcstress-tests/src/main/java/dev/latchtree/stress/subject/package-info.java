/**
 * What the suites test: an ordered map behind a small interface. The engine's protocols are
 * subjects; so is any other map that somebody wraps in a {@link
 * dev.latchtree.stress.subject.SubjectMaker}.
 */
@NullMarked
package dev.latchtree.stress.subject;

import org.jspecify.annotations.NullMarked;
