package org.amitygate.core.crossing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.handover.Handover;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.crossing.Plates;

/**
 * Crossings inside a transaction. Every method runs on the journal's writer, one transaction at a
 * time; a crossing asked for twice in one transaction is the same object.
 */
public final class Crossings implements CrossingDesk {

  /** Hears what a transaction made of a crossing; called on the writer, inside the transaction. */
  public interface Observer {
    void put(Transaction tx, Crossing crossing);
  }

  /** Items of this kind say which hold of a crossing was released last, when and by whom. */
  public static final String RELEASED = "hold-released";

  /** What crossings wait for may have come in vain; it is repeated by then. */
  public static final Duration GRACE = Duration.ofSeconds(30);

  private final ConfigSource config;
  private final Supplier<FlowRunner> flows;
  private final Supplier<HandoverDesk> handover;
  private final List<Observer> observers = new CopyOnWriteArrayList<>();

  /** The transaction that {@link #loaded} belongs to: there is one writer, so one at a time. */
  private Transaction current;

  private final Map<UUID, Crossing> loaded = new HashMap<>();

  public Crossings(
      ConfigSource config, Supplier<FlowRunner> flows, Supplier<HandoverDesk> handover) {
    this.config = config;
    this.flows = flows;
    this.handover = handover;
  }

  public void observe(Observer observer) {
    observers.add(observer);
  }

  @Override
  public Optional<Crossing> find(Transaction tx, UUID id) {
    Map<UUID, Crossing> known = loaded(tx);
    if (!known.containsKey(id)) {
      tx.crossing(id).ifPresent(row -> known.put(id, of(row)));
    }
    return Optional.ofNullable(known.get(id));
  }

  private Map<UUID, Crossing> loaded(Transaction tx) {
    if (current != tx) {
      current = tx;
      loaded.clear();
    }
    return loaded;
  }

  /** Reads a crossing from its row. */
  public static Crossing of(CrossingRow row) {
    Crossing crossing = row.body().as(Crossing.class).copy();
    crossing.version(row.version());
    return crossing;
  }

  @Override
  public Optional<Crossing> inZone(Transaction tx, String lane) {
    return tx.item("lane", lane)
        .map(item -> item.path("zone").path("crossing").asText(""))
        .filter(id -> !id.isEmpty())
        .flatMap(id -> find(tx, UUID.fromString(id)));
  }

  @Override
  public Crossing begin(
      Transaction tx, UUID id, String name, Role role, String laneId, Map<String, Object> facts)
      throws Refusal {
    GateConfig gate = config.current();
    CrossingStart start = CrossingStart.of(gate, flows, role, laneId);
    String shortName = name.isEmpty() ? nextName(tx, gate) : name;
    Crossing crossing =
        new Crossing(
            id,
            shortName,
            role,
            laneId,
            start.lane().partner(),
            start.flow(),
            start.version(),
            start.stage(),
            tx.now());
    crossing.facts(facts);
    loaded(tx).put(id, crossing);
    ObjectNode body =
        Json.object().put("name", shortName).put("role", role.name()).put("lane", laneId);
    body.put("flow", start.flow())
        .put("flowVersion", start.version())
        .put("configuration", gate.digest());
    Divided known = Divided.of(Json.object(facts));
    body.set("facts", known.lasting());
    ObjectNode personal = Json.object();
    if (!known.personal().isEmpty()) {
      personal.set("facts", known.personal());
    }
    note(tx, crossing, "CrossingBegun", 2, body, personal);
    put(tx, crossing);
    return crossing;
  }

  @Override
  public void mayBegin(Role role, String lane) throws Refusal {
    CrossingStart.of(config.current(), flows, role, lane);
  }

  private static String nextName(Transaction tx, GateConfig gate) {
    var today = tx.now().atZone(gate.gate().timeZone()).toLocalDate();
    String key = "crossing-name|" + today;
    long number = tx.item("counter", key).map(item -> item.path("last").asLong()).orElse(0L) + 1;
    tx.put("counter", key, Json.object().put("last", number));
    return CrossingName.of(gate.gate().id(), today, number);
  }

  @Override
  public void put(Transaction tx, Crossing crossing) {
    if (BeforeTheBarrier.withoutVehicle(crossing)) {
      hold(tx, crossing, HoldReason.VEHICLE_LEFT, "its vehicle has left the lane");
    }
    crossing.version(crossing.version() + 1);
    tx.put(CrossingRows.row(crossing, tx.now()));
    observers.forEach(observer -> observer.put(tx, crossing));
  }

  @Override
  public void signal(Transaction tx, Crossing crossing, String name, Map<String, Object> data) {
    if (!crossing.open()) {
      return;
    }
    crossing.queue(new Signal(name, tx.now(), data));
    if (crossing.hold().filter(hold -> hold.provedBy(name)).isPresent()) {
      note(tx, crossing, "HoldEnded", Json.object().put("by", name));
      crossing.proved(tx.now());
    }
    settle(tx, crossing);
  }

  @Override
  public void unsay(Crossing crossing, String name) {
    crossing.unsay(name);
  }

  /** Starts the stage that the oldest fitting signal was waited for. */
  void settle(Transaction tx, Crossing crossing) {
    if (crossing.state() == Crossing.State.UNDER_WAY) {
      crossing
          .waiting()
          .ifPresent(
              waiting ->
                  crossing
                      .take(waiting.answers())
                      .ifPresent(signal -> crossing.enter(waiting.then(), signal, tx.now())));
    }
  }

  @Override
  public void hold(Transaction tx, Crossing crossing, HoldReason reason, String text) {
    if (!crossing.open()) {
      return;
    }
    crossing.hold(reason, text, tx.now());
    ObjectNode body = Json.object().put("reason", reason.name()).put("stage", crossing.stage());
    ObjectNode words = Json.object();
    if (!text.isEmpty()) {
      words.put("text", text);
    }
    note(tx, crossing, "Held", 2, body, words);
    HandoverState state = crossing.handover().state();
    boolean offers =
        List.of(HandoverState.OFFERED, HandoverState.ACCEPTED, HandoverState.COMMITTING)
            .contains(state);
    boolean waits = crossing.handover().data().containsKey(Handover.OFFER_WAITS);
    if (crossing.role() == Role.EXIT && (offers || waits)) {
      handover
          .get()
          .apply(tx, crossing, new HandoverEvent.Withdraw(HandoverEvent.Withdraw.Why.HELD));
    }
  }

  @Override
  public void refuse(Transaction tx, Crossing crossing, String code) {
    end(tx, crossing, Crossing.State.REFUSED, code);
  }

  @Override
  public void done(Transaction tx, Crossing crossing) {
    end(tx, crossing, Crossing.State.DONE, "");
  }

  private void end(Transaction tx, Crossing crossing, Crossing.State how, String why) {
    if (!crossing.open()) {
      return;
    }
    if (how == Crossing.State.REFUSED) {
      new DeclarationClaims(this).free(tx, crossing);
    }
    crossing.end(how, why);
    note(tx, crossing, "CrossingEnded", Json.object().put("state", how.name()).put("reason", why));
  }

  /**
   * Records a vehicle that people passed by hand, as a crossing that is done: the one that is held
   * for its tailgating, one with its plate before one without, else a new one. It has used the one
   * declaration of its plate, if there is one.
   */
  public Crossing passedByHand(
      Transaction tx, UUID id, Role role, LaneConfig lane, Map<String, Object> facts) {
    String plate = Plates.key(String.valueOf(facts.get("plate")));
    Crossing crossing =
        tx.openCrossings(lane.id()).stream()
            .filter(
                row ->
                    of(row).hold().filter(h -> h.has(HoldReason.TAILGATE)).isPresent()
                        && (row.plate().isEmpty() || row.plate().equals(plate)))
            .min(Comparator.comparing(row -> row.plate().isEmpty()))
            .flatMap(row -> find(tx, row.id()))
            .orElseGet(() -> unbegun(tx, id, role, lane));
    Map<String, Object> all = new LinkedHashMap<>(crossing.facts());
    all.putAll(facts);
    crossing.facts(all);
    ObjectNode body = Json.object(facts);
    new DeclarationClaims(this)
        .passedByHand(tx, crossing)
        .ifPresent(reference -> body.put("declaration", reference));
    crossing.passedByHand();
    ObjectNode personal = Json.object().set("plate", body.remove("plate"));
    note(tx, crossing, "PassedByHand", 2, body, personal);
    put(tx, crossing);
    return crossing;
  }

  private Crossing unbegun(Transaction tx, UUID id, Role role, LaneConfig lane) {
    String name = nextName(tx, config.current());
    Crossing crossing =
        new Crossing(
            id,
            name,
            role,
            lane.id(),
            lane.partner(),
            CrossingStart.flow(lane, role),
            "",
            "",
            tx.now());
    loaded(tx).put(id, crossing);
    return crossing;
  }

  /**
   * Every open crossing after a start, or after the journal was out. What could not come meanwhile
   * gets time to come now: no deadline ends within {@link #GRACE}, and those that would have, end
   * then in the order in which they would have.
   */
  public List<Crossing> restore(Transaction tx) {
    Instant earliest = tx.now().plus(GRACE);
    Map<UUID, Crossing> known = loaded(tx);
    List<Crossing> open = new ArrayList<>();
    for (CrossingRow row : tx.openCrossings()) {
      open.add(known.computeIfAbsent(row.id(), id -> of(row)));
    }
    List<Crossing> late =
        open.stream()
            .filter(crossing -> deadline(crossing).isBefore(earliest))
            .sorted(Comparator.comparing(Crossings::deadline))
            .toList();
    Instant until = earliest;
    for (Crossing crossing : late) {
      crossing.await(crossing.waiting().orElseThrow().until(until));
      put(tx, crossing);
      until = until.plus(1, ChronoUnit.MICROS);
    }
    return open;
  }

  private static Instant deadline(Crossing crossing) {
    return crossing.waiting().map(Waiting::deadline).orElse(Instant.MAX);
  }

  /**
   * Ends the hold of a crossing. Unless another one is left, it goes back to the stage that held,
   * where all later checks run again.
   */
  public void release(Transaction tx, Crossing crossing, String account, String reason) {
    Hold hold = crossing.hold().orElseThrow();
    ObjectNode body = Json.object().put("reason", hold.reason().name()).put("by", account);
    tx.put(RELEASED, crossing.id().toString(), body.deepCopy().put("at", tx.now().toString()));
    note(tx, crossing, "HoldReleased", body.put("why", reason));
    crossing.released(tx.now());
  }

  /** Its time has come: for the flow that waits, for the handover, or for both. */
  public void due(Transaction tx, UUID id) {
    Crossing crossing = find(tx, id).orElseThrow();
    late(tx, crossing, tx.now());
    Instant due = crossing.handover().due();
    if (crossing.open() && due != null && !due.isAfter(tx.now())) {
      handover.get().apply(tx, crossing, new HandoverEvent.Due());
    }
    put(tx, crossing);
  }

  /** What the deadline of a waiting crossing means. */
  private void late(Transaction tx, Crossing crossing, Instant now) {
    Waiting waiting = crossing.waiting().orElse(null);
    if (waiting == null
        || crossing.state() != Crossing.State.UNDER_WAY
        || waiting.deadline().isAfter(now)) {
      return;
    }
    note(
        tx,
        crossing,
        "WaitedTooLong",
        Json.object(Map.of("answers", new ArrayList<>(waiting.answers()))));
    StageOutcome.Late late = StageOutcome.Late.parse(waiting.late());
    if (late instanceof StageOutcome.Late.NextLate next) {
      crossing.enter(next.stage(), new Signal(Signal.LATE, now, Map.of()), now);
    } else if (late instanceof StageOutcome.Late.HoldLate held) {
      hold(
          tx,
          crossing,
          BeforeTheBarrier.late(crossing, held.reason()),
          "no " + String.join(" or ", waiting.answers()) + " in time");
    }
  }

  @Override
  public void correct(Transaction tx, Crossing crossing, String fact, String value) {
    ObjectNode values = Json.object().put("before", crossing.fact(fact)).put("value", value);
    Map<String, Object> all = new LinkedHashMap<>(crossing.facts());
    all.put(fact, value);
    crossing.facts(all);
    note(tx, crossing, "FactCorrected", 1, Json.object().put("fact", fact), values);
  }

  @Override
  public void note(Transaction tx, Crossing crossing, String type, ObjectNode body) {
    tx.append(stream(crossing.id()), type, body);
  }

  @Override
  public void note(
      Transaction tx, Crossing crossing, String type, int v, ObjectNode body, ObjectNode personal) {
    tx.append(stream(crossing.id()), type, v, body, Divided.unlessEmpty(personal));
  }

  /** The stream of a crossing's records: its timeline. */
  public static String stream(UUID crossing) {
    return "crossing:" + crossing;
  }
}
