/**
 * The tree: four latch protocols over one set of nodes, and the changes of its shape. It knows
 * pages by the pool's guards; it knows nothing of files, logs, or of the interface that users see.
 *
 * <p><b>Latch order (rule T1).</b> Trees by their ids; in a tree higher levels first; on a level
 * left to right; then overflow pages. Nobody waits against it: who must go back lets go of all and
 * begins again. No latch is held while a log or a disk is waited for, except that a page may be
 * read under the latches of its ancestors if a frame is free.
 *
 * <p><b>Who changes what.</b> Cells of a leaf: whoever holds it exclusively. The range of a page
 * and its right link: a split, which holds the page; a merge, which holds parent, left and right
 * page. The children of a page: a post or a merge, which hold it and a child. So under the latch of
 * a parent its children may come to end earlier, and nothing else.
 */
@NullMarked
package dev.latchtree.tree;

import org.jspecify.annotations.NullMarked;
