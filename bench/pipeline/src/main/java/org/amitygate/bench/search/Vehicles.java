package org.amitygate.bench.search;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Words;
import org.amitygate.core.json.Json;
import org.amitygate.crossing.Plates;

/**
 * The crossings of a border over some hundred days, each made from its number: the same ones for
 * the same seed, whoever asks.
 */
final class Vehicles {

  static final Duration BETWEEN = Duration.ofSeconds(30);

  private static final List<String> PROVINCES =
      List.of("29C", "29H", "30F", "34C", "51D", "12C", "桂A", "桂F", "粤B", "粤Z", "云A", "29MĐ1");
  private static final List<String> OWNERS = List.of("CSQU", "MSKU", "TGHU", "TEMU", "OOLU");
  private static final List<String> OFFICES = List.of("Hữu Nghị", "友谊关", "Tân Thanh", "浦寨");

  private final long seed;
  private final Instant start;

  Vehicles(long seed, Instant start) {
    this.seed = seed;
    this.start = start.truncatedTo(ChronoUnit.DAYS);
  }

  Instant at(long number) {
    return start.plus(BETWEEN.multipliedBy(number));
  }

  String plate(long number) {
    SplittableRandom random = random(number);
    return "%s-%03d.%02d"
        .formatted(
            PROVINCES.get(random.nextInt(PROVINCES.size())),
            random.nextInt(1_000),
            random.nextInt(100));
  }

  String container(long number) {
    SplittableRandom random = random(~number);
    return OWNERS.get(random.nextInt(OWNERS.size()))
        + " %06d-%d".formatted(random.nextInt(1_000_000), random.nextInt(10));
  }

  String declaration(long number) {
    return "%s/%d/%07d"
        .formatted(
            OFFICES.get((int) (number % OFFICES.size())),
            2_026,
            number * 2_654_435_761L % 10_000_000);
  }

  private SplittableRandom random(long number) {
    return new SplittableRandom(seed * 1_000_003 + number);
  }

  /** Ended: most are done, one of 200 was refused, one of 20,000 for radiation. */
  CrossingRow ended(long number, int version) {
    String reason =
        number % 20_000 == 7 ? "RADIATION" : number % 200 == 3 ? "WEIGHT_ABOVE_DECLARED" : "";
    String state = reason.isEmpty() ? "DONE" : "REFUSED";
    return row(number, version, state, reason, false, at(number).plusSeconds(200));
  }

  CrossingRow row(
      long number, int version, String state, String reason, boolean open, Instant changed) {
    String plate = plate(number);
    String container = container(number);
    String declaration = declaration(number);
    String name = "HN-%04d-%04d-K".formatted(number / 10_000, number % 10_000);
    String lane = "L" + (1 + number % 14);
    return new CrossingRow(
        id(number),
        name,
        "EXIT",
        lane,
        "cargo-export",
        "1.0.0",
        state,
        "leave",
        reason,
        Plates.key(plate),
        declaration,
        open,
        at(number),
        changed,
        Optional.empty(),
        version,
        body(number, lane, name, plate, container, declaration, state),
        Words.of(List.of(plate), container, declaration, name));
  }

  UUID id(long number) {
    long high = at(number).toEpochMilli() << 16 | 0x7000 | number % 4_096;
    return new UUID(high, random(number).nextLong() >>> 2 | Long.MIN_VALUE);
  }

  /** Of the size that a crossing's state has. */
  private Body body(
      long number,
      String lane,
      String name,
      String plate,
      String container,
      String declaration,
      String state) {
    var body =
        Json.object()
            .put("id", id(number).toString())
            .put("name", name)
            .put("role", "EXIT")
            .put("lane", lane)
            .put("partner", "YYG")
            .put("flow", "cargo-export")
            .put("flowVersion", "1.0.0")
            .put("openedAt", at(number).toString())
            .put("version", 5)
            .put("state", state)
            .put("stage", "leave")
            .put("visit", 6)
            .put("failures", 0)
            .put("enteredAt", at(number).toString());
    body.putObject("facts")
        .put("plate", plate)
        .put("container", container)
        .put("declaration", declaration)
        .put("goods", "durian, fresh")
        .put("trader", "Công ty TNHH Thanh Phong " + number % 900)
        .put("grossKg", 38_000 + number % 4_000)
        .put("declaredKg", 38_000 + number % 3_900);
    body.putArray("signals");
    body.putObject("answers");
    body.putObject("handover").put("state", "CLEARED").put("epoch", 1);
    return Body.of(body);
  }
}
