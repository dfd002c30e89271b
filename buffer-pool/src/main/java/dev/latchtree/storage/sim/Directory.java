package dev.latchtree.storage.sim;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The names of the disk: as its users see them and as the disk has them, and the changes between
 * the two. Not thread safe: the disk's lock guards it.
 */
final class Directory {

  /** A change of names that no sync has covered yet; atomic. */
  private sealed interface NameChange {
    void applyTo(Map<String, Inode> names);
  }

  private record Creation(String name, Inode inode) implements NameChange {
    @Override
    public void applyTo(Map<String, Inode> names) {
      names.put(name, inode);
    }
  }

  private record Deletion(String name) implements NameChange {
    @Override
    public void applyTo(Map<String, Inode> names) {
      names.remove(name);
    }
  }

  /** Without effect if the file's creation did not survive. */
  private record Renaming(String from, String to) implements NameChange {
    @Override
    public void applyTo(Map<String, Inode> names) {
      Inode inode = names.remove(from);
      if (inode != null) {
        names.put(to, inode);
      }
    }
  }

  private Map<String, Inode> visible = new TreeMap<>();
  private final Map<String, Inode> durable = new TreeMap<>();
  private final List<NameChange> unsynced = new ArrayList<>();

  List<String> names() {
    return List.copyOf(visible.keySet());
  }

  /** The files in the order of their names. */
  List<Inode> inodes() {
    return List.copyOf(visible.values());
  }

  @Nullable Inode find(String name) {
    return visible.get(name);
  }

  Inode get(String name) throws NoSuchFileException {
    Inode inode = visible.get(name);
    if (inode == null) {
      throw new NoSuchFileException(name);
    }
    return inode;
  }

  void create(String name, Inode inode) throws FileAlreadyExistsException {
    if (visible.containsKey(name)) {
      throw new FileAlreadyExistsException(name);
    }
    change(new Creation(name, inode));
  }

  void delete(String name) throws NoSuchFileException {
    get(name);
    change(new Deletion(name));
  }

  void rename(String from, String to) throws NoSuchFileException {
    get(from);
    if (!from.equals(to)) {
      change(new Renaming(from, to));
    }
  }

  private void change(NameChange change) {
    change.applyTo(visible);
    unsynced.add(change);
    tellNames();
  }

  private void tellNames() {
    visible.forEach((name, inode) -> inode.named(name));
  }

  void sync() {
    unsynced.forEach(change -> change.applyTo(durable));
    unsynced.clear();
  }

  /** A sync failed: see {@link Inode#dropUnsynced}. */
  void dropUnsynced() {
    unsynced.clear();
  }

  /** The power fails: a random subset of the unsynced changes survives, in their order. */
  void crash(Survival survival) {
    unsynced.stream().filter(change -> survival.keeps()).forEach(c -> c.applyTo(durable));
    unsynced.clear();
    visible = new TreeMap<>(durable);
    tellNames();
  }
}
