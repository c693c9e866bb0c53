package org.amitygate.core.plugin;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.amitygate.core.device.DeviceFigures;
import org.amitygate.core.device.DeviceFigures.Span;

/**
 * Whether a driver that is new on a lane does as well as the one before it there. Pure: figures in,
 * a sentence or nothing out.
 */
final class Probation {

  /** A device that was online may be away so long after its driver changed. */
  static final Duration AWAY_AT_MOST = Duration.ofSeconds(3);

  /** Readings a second that no lane's device has. */
  static final double FLOOD_PER_SECOND = 100;

  /** More than so many times as often as before is a flood. */
  static final double FLOOD_TIMES = 20;

  /** So many vehicles or plates are enough to compare; of vehicles, twice as many from before. */
  static final int ENOUGH = 5;

  /**
   * Weights of trucks differ by less than this, in the long run: kg and lb by 2.2, kg and t more.
   */
  static final double WEIGHT_TIMES = 1.8;

  /** The share of plates that can be read may fall by so much. */
  static final double READABLE_FALL = 0.5;

  /** Calls that take so many times as long as before, and longer than {@link #SLOW_MILLIS}. */
  static final double SLOW_TIMES = 5;

  static final double SLOW_MILLIS = 5;
  static final int CALLS = 20;

  /** Calls that allocate so many times as much as before, and more than {@link #MUCH_BYTES}. */
  static final double ALLOCATION_TIMES = 10;

  static final double MUCH_BYTES = 1 << 20;

  /** So many commands without an answer are enough. */
  static final int UNANSWERED = 3;

  /**
   * Where so many readings were to be expected there must be some. Readings come in bursts, some
   * eight for a truck: a minute without one, where a dozen trucks are usual, does not happen.
   */
  static final double EXPECTED = 100;

  /** Of a lull longer than this much, in s, nobody says what was usual: there are nights. */
  static final long LULL = 60;

  private Probation() {}

  /**
   * Why a driver fails; empty as long as it does not.
   *
   * @param figures of the lane's devices that it serves, by id
   * @param lasted it serves as long as a probation lasts
   */
  static Optional<String> objection(Map<String, DeviceFigures> figures, boolean lasted) {
    return figures.entrySet().stream()
        .flatMap(
            entry ->
                objection(entry.getValue(), lasted)
                    .map(why -> entry.getKey() + ": " + why)
                    .stream())
        .findFirst();
  }

  /**
   * Whether a driver has shown that it works: its devices are online, and each has given something
   * of every kind that it gave before.
   */
  static boolean hasWorked(Map<String, DeviceFigures> figures) {
    return figures.values().stream().allMatch(Probation::hasWorked);
  }

  private static boolean hasWorked(DeviceFigures device) {
    Span now = device.now();
    Span past = device.past();
    return device.online()
        && (now.readings() > 0 || past.readings() == 0)
        && (now.plates() > 0 || past.plates() == 0)
        && (now.weights() > 0 || past.weights() == 0);
  }

  private static Optional<String> objection(DeviceFigures device, boolean lasted) {
    Span now = device.now();
    Span past = device.past();
    return broken(device)
        .or(() -> otherReadings(now, past))
        .or(() -> costly(now, past))
        .or(() -> silent(now, past, lasted));
  }

  /** It does what no driver may do. */
  private static Optional<String> broken(DeviceFigures device) {
    if (device.lostCalls() > 0) {
      return Optional.of("a call of it did not return");
    }
    if (device.failures() > 0) {
      return Optional.of("it failed: " + device.lastFailure());
    }
    if (device.wasOnline() && device.offlineFor().compareTo(AWAY_AT_MOST) > 0) {
      return Optional.of("the device is not online: " + device.cause());
    }
    return Optional.empty();
  }

  /** It gives other readings than the one before, or far more. */
  private static Optional<String> otherReadings(Span now, Span past) {
    double rate = now.readingsPerSecond();
    if (rate > Math.max(FLOOD_PER_SECOND, FLOOD_TIMES * past.readingsPerSecond())) {
      return Optional.of("it gives %.0f readings a second".formatted(rate));
    }
    if (now.weights() >= ENOUGH && past.weights() >= 2 * ENOUGH) {
      double times = (double) now.medianKg() / past.medianKg();
      if (times > WEIGHT_TIMES || times < 1 / WEIGHT_TIMES) {
        return Optional.of(
            "its weights are around %d kg, those before were around %d kg"
                .formatted(now.medianKg(), past.medianKg()));
      }
    }
    if (now.plates() >= ENOUGH
        && past.plates() >= ENOUGH
        && now.readableShare() < past.readableShare() - READABLE_FALL) {
      return Optional.of(
          "it reads %.0f %% of the plates, before it were %.0f %%"
              .formatted(100 * now.readableShare(), 100 * past.readableShare()));
    }
    return Optional.empty();
  }

  /** Its calls take far more time or memory. */
  private static Optional<String> costly(Span now, Span past) {
    if (now.calls() < CALLS || past.calls() < CALLS) {
      return Optional.empty();
    }
    if (now.callMillis() > Math.max(SLOW_MILLIS, SLOW_TIMES * past.callMillis())) {
      return Optional.of(
          "a call of it takes %.1f ms, before it were %.1f ms"
              .formatted(now.callMillis(), past.callMillis()));
    }
    if (now.callBytes() > Math.max(MUCH_BYTES, ALLOCATION_TIMES * past.callBytes())) {
      return Optional.of(
          "a call of it allocates %.0f bytes, before it were %.0f"
              .formatted(now.callBytes(), past.callBytes()));
    }
    return Optional.empty();
  }

  /** It answers no commands, or gives no readings where there should be some. */
  private static Optional<String> silent(Span now, Span past, boolean lasted) {
    if (now.unanswered() >= UNANSWERED) {
      return Optional.of("it did not answer %d commands in their time".formatted(now.unanswered()));
    }
    if (now.readings() > 0) {
      return Optional.empty();
    }
    double usual = past.calls() == 0 ? 0 : (double) now.calls() * past.readings() / past.calls();
    if (usual >= EXPECTED) {
      return Optional.of(
          "it gave no reading in %d calls, where %.0f were usual".formatted(now.calls(), usual));
    }
    long lull = Math.min(now.lasted().toSeconds(), LULL);
    if (lasted && past.readingsPerSecond() * lull >= EXPECTED) {
      return Optional.of("it gave no reading in " + now.lasted().toSeconds() + " s");
    }
    return Optional.empty();
  }
}
