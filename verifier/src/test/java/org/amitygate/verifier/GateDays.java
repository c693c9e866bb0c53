package org.amitygate.verifier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.amitygate.config.ArchiveConfig;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.config.StorageConfig;
import org.amitygate.core.archive.DailyDuties;
import org.amitygate.core.archive.LegalHolds;
import org.amitygate.core.archive.Retention;
import org.amitygate.core.barrier.Lanes;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Declarations;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.journal.Journal.Work;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Actor;
import org.amitygate.journal.JournalFolder;

/**
 * Some days of a gate, written by the gate's own code into a data folder: crossings with
 * declarations and pictures, seals, what a retention rule erased and what a legal hold kept.
 */
final class GateDays implements AutoCloseable {

  /** Ended, and later erased by the rule. */
  static final UUID FORGOTTEN = UUID.fromString("01a21798-0000-7000-8000-000000000001");

  /** Ended, and kept by a legal hold. */
  static final UUID HELD = UUID.fromString("01a21798-0000-7000-8000-000000000002");

  static final UUID OPEN = UUID.fromString("01a21798-0000-7000-8000-000000000003");

  static final String FORGOTTEN_PLATE = "29C-111.11";
  static final String HELD_PLATE = "桂A-222.22";

  private static final Duration KEPT = Duration.ofDays(30);

  final TestKey key = new TestKey();
  private final JournalFolder gate;
  private final Crossings crossings;
  private final ConfigSource config = config();
  private final HandoverDesk handover = new NoPartner();
  private int pictures;

  GateDays(Path folder) throws IOException {
    gate = JournalFolder.open(folder);
    crossings = new Crossings(config, () -> null, () -> handover);
    key.publish(folder.resolve("seal-keys/" + key.fingerprint() + ".pem"));
  }

  /** Everything that there can be in a journal. */
  static GateDays written(Path folder) throws IOException {
    GateDays days = new GateDays(folder);
    days.begin(FORGOTTEN, "HN-1", FORGOTTEN_PLATE);
    days.begin(HELD, "HN-2", HELD_PLATE);
    days.begin(OPEN, "HN-3", "51C-333.33");
    days.lane(3);
    days.midnight(1);
    days.end(FORGOTTEN);
    days.end(HELD);
    days.hold(HELD);
    days.lane(2);
    days.midnight(2);
    days.midnight(40); // the rule erases
    days.gate.archive().seal(LocalDate.now(ZoneOffset.UTC).plusDays(40), days.key).join();
    days.lane(2); // not sealed yet
    return days;
  }

  <R> R tx(Work<R> work) {
    return gate.journal().submit(work).join();
  }

  void begin(UUID id, String name, String plate) {
    String reference = "DEC-" + name;
    String picture = picture("picture of " + plate);
    tx(
        tx ->
            Declarations.announce(
                tx,
                Json.object()
                    .put("reference", reference)
                    .put("plate", plate)
                    .put("direction", "export")
                    .put("trader", "trader of " + plate)));
    tx(
        tx -> {
          Crossing crossing =
              new Crossing(id, name, Role.EXIT, "L1", "you-yi", "flow", "1", "a", tx.now());
          crossing.facts().putAll(Map.of("plate", plate, "declaration", reference, "grossKg", 7));
          ObjectNode declaration = tx.item("declaration", reference).orElseThrow();
          tx.put("declaration", reference, declaration.put("crossing", id.toString()));
          crossings.note(tx, crossing, "CrossingBegun", Json.object().put("name", name));
          read(tx, "crossing:" + id, plate, picture);
          crossings.note(tx, crossing, "VehicleArrived", Json.object().put("lane", "L1"));
          read(tx, "crossing:" + id, plate, picture);
          crossings.put(tx, crossing);
          return id;
        });
  }

  private static void read(Transaction tx, String stream, String plate, String picture) {
    ObjectNode body = Json.object().put("position", "entry");
    body.putArray("pictures").addObject().put("name", "front.jpg").put("digest", picture);
    tx.append(stream, "PlateRead", 2, body, Optional.of(Json.object().put("plate", plate)));
  }

  private String picture(String content) {
    return gate.evidence().keep(content.getBytes(StandardCharsets.UTF_8));
  }

  void end(UUID id) {
    String answer = picture("answer to " + id);
    tx(
        tx -> {
          Crossing crossing = crossings.find(tx, id).orElseThrow();
          crossings.note(tx, crossing, "AuthorityAnswered", Json.object().put("evidence", answer));
          crossings.done(tx, crossing);
          crossings.put(tx, crossing);
          return id;
        });
  }

  void hold(UUID id) {
    tx(tx -> LegalHolds.place(tx, tx.crossing(id).orElseThrow(), customs("anna"), "court 7/2026"));
  }

  void lift(UUID id) {
    for (String who : List.of("anna", "minh")) {
      tx(tx -> LegalHolds.lift(tx, tx.crossing(id).orElseThrow(), customs(who), "it is over"));
    }
  }

  private static Actor customs(String name) {
    return new Actor(name, Set.of(org.amitygate.core.operations.Role.CUSTOMS));
  }

  /** Reads of a lane that belong to nobody. */
  void lane(int count) {
    for (int i = 0; i < count; i++) {
      String picture = picture("lane picture " + ++pictures);
      tx(
          tx -> {
            tx.append("lane:Đường-1", "PresenceSensed", Json.object().put("occupied", true));
            read(tx, "lane:Đường-1", "89F-" + pictures, picture);
            return 0;
          });
    }
  }

  /** What the gate does after midnight, some days from now. */
  void midnight(int daysFromNow) {
    Instant now = Instant.now().plus(Duration.ofDays(daysFromNow));
    Retention retention =
        new Retention(
            gate.journal(), gate.archive(), config, new Lanes(), () -> handover, Runnable::run);
    DailyDuties duties =
        new DailyDuties(
            gate.archive(), () -> key, retention, config, () -> now, (delay, task) -> () -> {});
    duties.open();
    LocalDate yesterday = now.atZone(ZoneOffset.UTC).toLocalDate().minusDays(1);
    Awaiting.until(
        "sealed",
        () -> gate.archive().sealed().join().lastDay().filter(yesterday::equals).isPresent());
    if (daysFromNow > KEPT.toDays()) {
      // The last that is done.
      Awaiting.until(
          "forgotten",
          () -> !gate.archive().hasEvidence(now.minus(KEPT), heldEvidence()::contains));
    }
  }

  private List<String> heldEvidence() {
    return gate.journal()
        .read(
            view ->
                List.of(HELD, OPEN).stream()
                    .flatMap(id -> view.records("crossing:" + id).stream())
                    .flatMap(
                        entry ->
                            Body.of(entry.body().toString().getBytes(StandardCharsets.UTF_8))
                                .evidence()
                                .stream())
                    .toList())
        .join();
  }

  private static ConfigSource config() {
    GateConfig none = GateConfig.none();
    GateConfig.Gate gate =
        new GateConfig.Gate(
            "huu-nghi",
            "Hữu Nghị",
            List.of(),
            "pair",
            "1119",
            GateConfig.State.OPERATING,
            ZoneId.of("UTC"));
    GateConfig config =
        new GateConfig(
            gate,
            none.lanes(),
            none.partners(),
            none.authorities(),
            Optional.empty(),
            Map.of(),
            "digest",
            StorageConfig.USUAL,
            new ArchiveConfig("seals.jwk", Optional.of(KEPT), Optional.of(KEPT)));
    return new ConfigSource() {
      @Override
      public GateConfig current() {
        return config;
      }

      @Override
      public AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change) {
        return () -> {};
      }
    };
  }

  /** Nobody is on the other side. */
  private static final class NoPartner implements HandoverDesk {
    @Override
    public void apply(Transaction tx, Crossing crossing, HandoverEvent event) {}

    @Override
    public void laneState(Transaction tx, String lane, String state, String reason) {}

    @Override
    public void laneAlarm(Transaction tx, String lane, String state, String kind) {}

    @Override
    public void passedByHand(Transaction tx, Crossing crossing, String plate) {}

    @Override
    public void forget(Transaction tx, Crossing crossing) {}
  }

  @Override
  public void close() {
    gate.close();
  }
}
