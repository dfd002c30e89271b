package dev.latchtree.lab.workload;

import dev.latchtree.lab.engine.Keys;
import dev.latchtree.lab.engine.StoreUnderTest.Session;
import dev.latchtree.lab.measure.Operation;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the threads of one run do. Each call does a stretch of operations and returns how many: so a
 * look at the clock costs nothing. What is found is checked, by one comparison each.
 */
final class Operations {

  static final int SCANNED = 100;

  private static final int STRETCH = Population.STRETCH;
  private static final int SCAN_STRETCH = 4;

  private final Workload workload;
  private final Population population;
  private final Sessions sessions;
  private final int threads;
  private final long growth;
  private final int[] popular;
  private final SplittableRandom seeds;
  private final AtomicLong inserts = new AtomicLong();

  /**
   * For one run.
   *
   * @param growth how many entries may be inserted
   * @param popular places, the popular ones more often; for {@link Workload#MIXED} only
   * @param run its number; runs with the same number do the same
   */
  Operations(
      Workload workload,
      Population population,
      Sessions sessions,
      int threads,
      long growth,
      int[] popular,
      long run) {
    this.workload = workload;
    this.population = population;
    this.sessions = sessions;
    this.threads = threads;
    this.growth = growth;
    this.popular = popular;
    seeds = new SplittableRandom(run);
  }

  /** For this thread; called by one thread, for all of them in turn. */
  Operation of(int thread) {
    Session session = sessions.of(thread);
    SplittableRandom random = seeds.split();
    return switch (workload) {
      case GET -> () -> get(session, random);
      case PUT -> () -> put(session, random);
      case INSERT -> () -> insert(session);
      case MIXED -> new Mixed(session, random);
      case SCAN -> () -> scan(session, random);
      case CHURN -> new Churn(session, thread);
      case HEAP -> throw new IllegalArgumentException("nothing is done there");
    };
  }

  /** How many entries were inserted; once the threads have ended. */
  long inserted() {
    return Math.min(inserts.get(), growth);
  }

  private long get(Session session, SplittableRandom random) {
    for (int i = 0; i < STRETCH; i++) {
      getAt(session, random.nextInt(population.size()));
    }
    return STRETCH;
  }

  private void getAt(Session session, int place) {
    long key = Keys.of(population.numberAt(place));
    long mark = session.get(key);
    if (mark != key) {
      throw new IllegalStateException("entry %d has the mark %d".formatted(place, mark));
    }
  }

  private long put(Session session, SplittableRandom random) {
    for (int i = 0; i < STRETCH; i++) {
      putAt(session, random.nextInt(population.size()));
    }
    return STRETCH;
  }

  private void putAt(Session session, int place) {
    long key = Keys.of(population.numberAt(place));
    session.put(key, key);
  }

  private long insert(Session session) {
    long from = inserts.getAndAdd(STRETCH);
    if (from >= growth) {
      return Operation.NOTHING_LEFT;
    }
    long to = Math.min(growth, from + STRETCH);
    for (long i = from; i < to; i++) {
      long key = Keys.of(Population.insertedNumber(i));
      session.put(key, key);
    }
    return to - from;
  }

  private long scan(Session session, SplittableRandom random) {
    for (int i = 0; i < SCAN_STRETCH; i++) {
      int place = random.nextInt(population.size());
      if (session.scan(Keys.of(population.numberAt(place)), SCANNED) == 0) {
        throw new IllegalStateException("nothing was found from entry " + place + " on");
      }
    }
    return SCAN_STRETCH;
  }

  /** Walks over what was drawn beforehand, each thread from elsewhere. */
  private final class Mixed implements Operation {

    private final Session session;
    private final SplittableRandom random;
    private int at;

    Mixed(Session session, SplittableRandom random) {
      this.session = session;
      this.random = random;
      at = random.nextInt(popular.length);
    }

    @Override
    public long run() {
      long coins = random.nextLong();
      for (int i = 0; i < STRETCH; i++) {
        at = at + 1 == popular.length ? 0 : at + 1;
        if ((coins >>> i & 1) == 0) {
          getAt(session, popular[at]);
        } else {
          putAt(session, popular[at]);
        }
      }
      return STRETCH;
    }
  }

  /** Goes round in the thread's own part of all places. */
  private final class Churn implements Operation {

    private final Session session;
    private final int first;
    private final int end;
    private int place;

    Churn(Session session, int thread) {
      this.session = session;
      first = (int) ((long) population.size() * thread / threads);
      end = (int) ((long) population.size() * (thread + 1) / threads);
      place = first;
    }

    @Override
    public long run() {
      for (int i = 0; i < STRETCH; i++) {
        if (!session.remove(Keys.of(population.numberAt(place)))) {
          throw new IllegalStateException("entry " + place + " is gone");
        }
        long key = Keys.of(population.replaceAt(place));
        session.put(key, key);
        place = place + 1 == end ? first : place + 1;
      }
      return STRETCH;
    }
  }
}
