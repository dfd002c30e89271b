package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Keys that calls about several of them link, in one step or many, and those calls. */
final class LinkedKeys {

  private final SortedSet<Long> keys = new TreeSet<>();
  private final List<AtomicCall> joint = new ArrayList<>();

  private LinkedKeys() {}

  /** The groups of a history; keys that no call links are in none. */
  static Collection<LinkedKeys> of(RecordedHistory history) {
    Map<Long, LinkedKeys> groups = new HashMap<>();
    List<ThreadLog> logs = history.logs();
    for (int thread = 0; thread < logs.size(); thread++) {
      for (JointCall call : logs.get(thread).jointCalls()) {
        if (call.size() > 0) {
          LinkedKeys group = new LinkedKeys();
          group.joint.add(AtomicCall.of(call, thread));
          for (int i = 0; i < call.size(); i++) {
            group.keys.add(call.key(i));
          }
          add(group, groups);
        }
      }
    }
    return groups.values().stream().distinct().filter(group -> group.size() > 1).toList();
  }

  /** Joins what the keys of a new group link; the largest takes in the others. */
  private static void add(LinkedKeys added, Map<Long, LinkedKeys> groups) {
    List<LinkedKeys> joined = new ArrayList<>(List.of(added));
    for (long key : added.keys) {
      LinkedKeys known = groups.get(key);
      if (known != null && !joined.contains(known)) {
        joined.add(known);
      }
    }
    LinkedKeys all = Collections.max(joined, Comparator.comparingInt(LinkedKeys::jointCalls));
    joined.remove(all);
    for (LinkedKeys other : joined) {
      all.keys.addAll(other.keys);
      all.joint.addAll(other.joint);
      other.keys.forEach(key -> groups.put(key, all));
    }
    added.keys.forEach(key -> groups.put(key, all));
  }

  int size() {
    return keys.size();
  }

  SortedSet<Long> keys() {
    return keys;
  }

  int jointCalls() {
    return joint.size();
  }

  /** All calls about these keys. */
  List<AtomicCall> calls(KeyIndex index) {
    List<AtomicCall> calls = new ArrayList<>(joint);
    for (long key : keys) {
      index.single(key).forEach(call -> calls.add(AtomicCall.of(call)));
    }
    return calls;
  }
}
