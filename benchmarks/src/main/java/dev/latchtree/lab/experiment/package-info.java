/**
 * Experiments as text files: what a command does, written down so that anyone can read, change and
 * repeat it. Every experiment of the lab is such a file.
 *
 * <p>A file is plain text in UTF-8. Each line is one of
 *
 * <table>
 * <caption>Lines</caption>
 * <tr><td>{@code # words}</td><td>a comment, also behind anything else</td></tr>
 * <tr><td>{@code name = value}</td><td>a choice; the values of a list stand between commas</td></tr>
 * <tr><td>{@code [section]}</td><td>begins a section; what stands before the first one is the head</td></tr>
 * <tr><td></td><td>nothing</td></tr>
 * </table>
 *
 * <p>Names and sections are of lower-case letters, digits and {@code -}. No name occurs twice in
 * the head, or in one section. In the head,
 *
 * <table>
 * <caption>Names of every head</caption>
 * <tr><td>{@code experiment}</td><td>the command that runs it; needed</td></tr>
 * <tr><td>{@code title}</td><td>in a few words</td></tr>
 * <tr><td>{@code question}</td><td>what it is to answer, in a sentence</td></tr>
 * <tr><td>all others</td><td>long options of that command, without dashes: {@code rounds = 3}</td></tr>
 * </table>
 *
 * <p>What a file leaves out is as in the file that has the command's own name. Sections are for
 * {@code compare}; the package {@code lab.compare} says what they have.
 *
 * <p>Knows files and their words; not what any of them means.
 */
@org.jspecify.annotations.NullMarked
package dev.latchtree.lab.experiment;
