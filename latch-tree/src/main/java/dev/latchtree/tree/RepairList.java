package dev.latchtree.tree;

import dev.latchtree.node.Node;
import dev.latchtree.node.NodeLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an operation has met or left that is to be put right after it: separators to be posted,
 * pages that have become too empty. A short list; a post that has no room in it is left to others
 * who meet the page, and a merge goes to the queue.
 *
 * <p>For one thread; used again and again.
 */
final class RepairList {

  private static final int MOST = 8;

  /** One thing to be done. */
  static final class Task {
    boolean isPost;
    int level;
    final byte[] key;
    int keyLength;

    private Task(int longest) {
      key = new byte[longest];
    }

    void set(boolean post, int ofLevel, byte[] ofKey, int length) {
      isPost = post;
      level = ofLevel;
      keyLength = length;
      System.arraycopy(ofKey, 0, key, 0, length);
    }

    private boolean is(boolean post, int ofLevel, byte[] ofKey, int length) {
      return isPost == post
          && level == ofLevel
          && Arrays.equals(key, 0, keyLength, ofKey, 0, length);
    }
  }

  private final int pageSize;
  private final byte[] scratch;
  private final Task[] tasks = new Task[MOST];
  private int size;
  private @Nullable Task running;
  private boolean again;

  RepairList(int pageSize) {
    this.pageSize = pageSize;
    int longest = NodeLayout.maxKeyLength(pageSize);
    scratch = new byte[longest];
    for (int i = 0; i < MOST; i++) {
      tasks[i] = new Task(longest);
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    size = 0;
    running = null;
  }

  /** A task is tried now: who adds it meanwhile wants it done once more. */
  void begin(Task task) {
    running = task;
    again = false;
  }

  /**
   * The separator that belongs at the end of {@code page} may be missing; answers whether noted.
   */
  boolean notePost(long page, int level) {
    int length = Node.copyHigh(page, pageSize, scratch);
    return addPost(level, scratch, length);
  }

  /** The separator {@code key} of two pages of {@code level} is to be posted. */
  boolean addPost(int level, byte[] key, int length) {
    return add(true, level, key, length);
  }

  /**
   * The page of {@code level} that {@code key} lies in is too empty. It comes behind all posts:
   * only a page that is posted can be merged (rule T3). False if there is no room.
   */
  boolean addMerge(int level, byte[] key, int length) {
    return add(false, level, key, length);
  }

  private boolean add(boolean post, int level, byte[] key, int length) {
    for (int i = 0; i < size; i++) {
      if (tasks[i].is(post, level, key, length)) {
        if (post) { // to be done next
          Task known = tasks[i];
          System.arraycopy(tasks, i + 1, tasks, i, size - i - 1);
          tasks[size - 1] = known;
        } else if (tasks[i] == running) {
          again = true;
        }
        return true;
      }
    }
    if (size == MOST) {
      return false;
    }
    Task added = tasks[size];
    if (!post) {
      System.arraycopy(tasks, 0, tasks, 1, size);
      tasks[0] = added;
    }
    added.set(post, level, key, length);
    size++;
    return true;
  }

  void dropLast() {
    size--;
  }

  /** The task that is to be done first: the post noted last; it stays on the list. */
  Task last() {
    return tasks[size - 1];
  }

  /** Strikes out a task, unless it was added again since it was begun. */
  void done(Task task) {
    if (task == running && again) {
      again = false;
      return;
    }
    for (int i = 0; i < size; i++) {
      if (tasks[i] == task) {
        System.arraycopy(tasks, i + 1, tasks, i, size - i - 1);
        tasks[--size] = task;
        return;
      }
    }
  }
}
