package org.amitygate.world.story;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Harms the lines between the gates again and again while trucks wait, in ways that the seed
 * chooses, and heals them each time. Takes turns with the trucks that have a story of their own on
 * these lines. Under the lock of the site; times are milliseconds.
 */
public final class LinkFaults {
  private static final String OWNER = "link faults";
  private static final long TAKEN_LOOK_AGAIN = 500;
  private static final int LEAST_PAUSE = 3_000;
  private static final int MOST_PAUSE = 8_000;

  /** What happens to the lines, and for how long. */
  private enum Fault {
    CUT(4_000, 9_000),
    CUT_LONG(20_000, 32_000),
    ONE_WAY(5_000, 12_000),
    HALF_OPEN(5_000, 14_000),
    SLOW(6_000, 10_000),
    ANSWERS_LOST(4_000, 8_000);

    private final int least;
    private final int most;

    Fault(int least, int most) {
      this.least = least;
      this.most = most;
    }

    String label() {
      return switch (this) {
        case CUT, CUT_LONG -> "cut";
        case ONE_WAY -> "one-way";
        case HALF_OPEN -> "half-open";
        case SLOW -> "slow";
        case ANSWERS_LOST -> "answers-lost";
      };
    }
  }

  private final Scene scene;
  private final Random random;
  private final List<Fault> round = new ArrayList<>();

  public LinkFaults(Scene scene, long seed) {
    this.scene = scene;
    this.random = new Random(seed);
  }

  /** Begins soon. */
  public void begin() {
    scene.site().after(between(LEAST_PAUSE, MOST_PAUSE), this::next);
  }

  private void next() {
    if (scene.site().ended()) {
      return;
    }
    if (!scene.takePartners(OWNER)) {
      scene.site().after(TAKEN_LOOK_AGAIN, this::next);
      return;
    }
    if (round.isEmpty()) {
      round.addAll(List.of(Fault.values()));
      Collections.shuffle(round, random);
    }
    Fault fault = round.remove(round.size() - 1);
    long millis = between(fault.least, fault.most);
    scene.events().write("linkFault", "fault", fault.label(), "millis", millis);
    harm(fault);
    scene.site().after(millis, () -> heal(fault));
  }

  private void harm(Fault fault) {
    PartnerLinks partners = scene.partners();
    switch (fault) {
      case CUT, CUT_LONG -> partners.cut();
      case ONE_WAY -> partners.cutOne(random.nextInt(2));
      case HALF_OPEN -> partners.halfOpen();
      case SLOW -> partners.slow(between(1_000, 3_000));
      case ANSWERS_LOST -> partners.loseAnswers();
    }
  }

  private void heal(Fault fault) {
    scene.partners().heal();
    scene.events().write("linkHealed", "fault", fault.label());
    scene.releasePartners(OWNER);
    scene.site().after(between(LEAST_PAUSE, MOST_PAUSE), this::next);
  }

  private int between(int from, int to) {
    return from + random.nextInt(to - from);
  }
}
