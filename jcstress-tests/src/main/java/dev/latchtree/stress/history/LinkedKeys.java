package dev.latchtree.stress.history;

import java.util.ArrayList;
import java.util.Collection;
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

  private static void add(LinkedKeys added, Map<Long, LinkedKeys> groups) {
    LinkedKeys all = added;
    for (long key : List.copyOf(added.keys)) {
      LinkedKeys known = groups.get(key);
      if (known != null && known != all) {
        all = merge(known, all, groups);
      }
    }
    for (long key : added.keys) {
      groups.put(key, all);
    }
  }

  private static LinkedKeys merge(LinkedKeys one, LinkedKeys other, Map<Long, LinkedKeys> groups) {
    LinkedKeys larger = one.joint.size() >= other.joint.size() ? one : other;
    LinkedKeys smaller = larger == one ? other : one;
    larger.keys.addAll(smaller.keys);
    larger.joint.addAll(smaller.joint);
    for (long key : smaller.keys) {
      if (groups.containsKey(key)) {
        groups.put(key, larger);
      }
    }
    return larger;
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
