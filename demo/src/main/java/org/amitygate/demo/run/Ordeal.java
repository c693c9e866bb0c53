package org.amitygate.demo.run;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Several troubles at once. */
public final class Ordeal implements Trouble {
  private final List<Trouble> troubles;

  public Ordeal(Trouble... troubles) {
    this.troubles = List.of(troubles);
  }

  @Override
  public void start() {
    troubles.forEach(Trouble::start);
  }

  @Override
  public void stop() throws InterruptedException {
    for (Trouble trouble : troubles) {
      trouble.stop();
    }
  }

  @Override
  public String failure() {
    return troubles.stream()
        .map(Trouble::failure)
        .filter(failure -> !failure.isEmpty())
        .findFirst()
        .orElse("");
  }

  @Override
  public int kills() {
    return troubles.stream().mapToInt(Trouble::kills).sum();
  }

  @Override
  public Map<String, Integer> atStage() {
    return troubles.stream()
        .flatMap(trouble -> trouble.atStage().entrySet().stream())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Integer::sum));
  }

  @Override
  public int renewals() {
    return troubles.stream().mapToInt(Trouble::renewals).sum();
  }
}
