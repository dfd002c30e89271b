package dev.latchtree.lab.workload;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What threads do to a store. Those that begin with YCSB are the core workloads of that benchmark;
 * where they speak of popular keys, one key is the more popular the lower its rank, by Zipf's law
 * with the exponent 0.99, and popular keys lie all over the key space.
 */
public enum Workload {
  /** Reads the value of a key that is there. */
  GET,
  /** Sets the value of a key that is there. */
  PUT,
  /** Sets the value of a key that is not there: the store grows. */
  INSERT,
  /** The same with keys from one sequence, each larger than all there are: the right edge. */
  INSERT_ASCENDING,
  /** Half {@link #GET}, half {@link #PUT}; some keys are much more popular than others. */
  MIXED,
  /** Reads 100 entries in order, from a key that is there; counted as one operation. */
  SCAN,
  /** Removes a key and inserts another; both together are one operation. */
  CHURN,
  /** Half reads, half updates, of popular keys. */
  YCSB_A,
  /** 95 reads in 100, 5 updates, of popular keys. */
  YCSB_B,
  /** Reads of popular keys. */
  YCSB_C,
  /** 95 reads in 100, of keys that are the more popular the younger they are; 5 inserts. */
  YCSB_D,
  /** 95 scans in 100, of 1 to 100 entries from a popular key on; 5 inserts. */
  YCSB_E,
  /** Half reads, half reads followed by an update of the same key, of popular keys. */
  YCSB_F,
  /** 40 reads in 100, 30 creates, 20 updates, 10 deletes: {@link CrudMix#USUAL}. */
  CRUD,
  /** Nothing: tells how much of the Java heap is in use when the store is full. */
  HEAP;

  /** Of its figure. */
  public String unit() {
    return this == HEAP ? "MiB" : "ops/s";
  }

  /** As options and reports name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** As the titles of tables say it. */
  public String inWords() {
    String what =
        switch (this) {
          case GET -> "the value of a key that is there";
          case PUT -> "another value for a key that is there";
          case INSERT -> "a new key; what was inserted is removed between rounds";
          case INSERT_ASCENDING -> "a new key, larger than all others, by all threads in turn";
          case MIXED -> "half get, half put, keys by Zipf with 0.99";
          case SCAN -> "100 entries in order; one scan is one operation";
          case CHURN -> "one key removed and one inserted; both are one operation";
          case YCSB_A -> "50 reads, 50 updates in a hundred, keys by Zipf with 0.99";
          case YCSB_B -> "95 reads, 5 updates in a hundred, keys by Zipf with 0.99";
          case YCSB_C -> "reads only, keys by Zipf with 0.99";
          case YCSB_D -> "95 reads, the youngest keys most often, 5 inserts in a hundred";
          case YCSB_E -> "95 scans of 1 to 100 entries, 5 inserts in a hundred";
          case YCSB_F -> "50 reads, 50 reads with an update in a hundred, keys by Zipf with 0.99";
          case CRUD -> CrudMix.USUAL + " reads/creates/updates/deletes in a hundred";
          case HEAP -> "in use when the store is full";
        };
    return label() + ": " + what;
  }

  public static Optional<Workload> named(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }

  /** Whether it changes which keys there are. */
  public boolean changesKeys() {
    return switch (this) {
      case INSERT, INSERT_ASCENDING, CHURN, YCSB_D, YCSB_E, CRUD -> true;
      case GET, PUT, MIXED, SCAN, YCSB_A, YCSB_B, YCSB_C, YCSB_F, HEAP -> false;
    };
  }

  /** Whether some keys are more popular than others. */
  boolean hasPopularKeys() {
    return switch (this) {
      case MIXED, YCSB_A, YCSB_B, YCSB_C, YCSB_D, YCSB_E, YCSB_F -> true;
      case GET, PUT, INSERT, INSERT_ASCENDING, SCAN, CHURN, CRUD, HEAP -> false;
    };
  }

  Task task(Shift shift) {
    return switch (this) {
      case GET -> new Gets(shift);
      case PUT -> new Puts(shift);
      case INSERT -> new Inserts(shift);
      case INSERT_ASCENDING -> new AscendingInserts(shift);
      case MIXED, YCSB_A -> new Updates(shift, 0.5);
      case SCAN -> new Scans(shift);
      case CHURN -> new Churn(shift);
      case YCSB_B -> new Updates(shift, 0.05);
      case YCSB_C -> new Updates(shift, 0);
      case YCSB_D -> new LatestReads(shift);
      case YCSB_E -> new ShortScans(shift);
      case YCSB_F -> new Rewrites(shift);
      case CRUD -> new Crud(shift, CrudMix.USUAL, false);
      case HEAP -> throw new IllegalArgumentException("nothing is done there: " + label());
    };
  }
}
