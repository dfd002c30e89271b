package dev.latchtree.lab.openloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateSearchTest {

  private static List<Double> rates(RateSearch search, double capacity) {
    List<Double> rates = new ArrayList<>();
    while (!search.isOver()) {
      rates.add(search.rate());
      search.tell(search.rate() <= capacity);
    }
    return rates;
  }

  @Test
  void shouldDoubleAndThenClimb() {
    RateSearch search = new RateSearch(50, 25, 1e6);
    assertEquals(List.of(50.0, 100.0, 200.0, 400.0, 225.0, 250.0), rates(search, 240));
    assertEquals(225, search.passed());
    assertEquals(250, search.failed());
  }

  @Test
  void shouldStopBelowWhatHasFailedAlready() {
    RateSearch search = new RateSearch(50, 25, 1e6);
    List<Double> rates = rates(search, 399);
    assertEquals(375, search.passed());
    assertEquals(400, search.failed());
    assertEquals(4 + 7, rates.size());
  }

  @Test
  void shouldSayThatNothingHasPassed() {
    RateSearch search = new RateSearch(50, 25, 1e6);
    assertEquals(List.of(50.0), rates(search, 49));
    assertEquals(0, search.passed());
    assertEquals(50, search.failed());
  }

  @Test
  void shouldNotExceedTheMost() {
    RateSearch search = new RateSearch(50, 25, 300);
    assertEquals(List.of(50.0, 100.0, 200.0, 300.0), rates(search, 1e9));
    assertEquals(300, search.passed());
    assertEquals(Double.POSITIVE_INFINITY, search.failed());
  }

  @Test
  void shouldEndWithAStepAsLargeAsTheGap() {
    RateSearch search = new RateSearch(50, 1_000, 1e6);
    assertEquals(List.of(50.0, 100.0), rates(search, 60));
    assertEquals(50, search.passed());
  }

  @ParameterizedTest
  @ValueSource(doubles = {51, 1_234, 9_999, 53_000, 777_777})
  void shouldFindItToAnEighthInFewSteps(double capacity) {
    RateSearch search = new RateSearch(50, 1, 1e6);
    List<Double> rates = rates(search, capacity);
    assertTrue(rates.size() <= 24, rates::toString);
    assertTrue(search.passed() <= capacity, rates::toString);
    assertTrue(search.failed() - search.passed() <= capacity / 8 + 1, rates::toString);
  }
}
