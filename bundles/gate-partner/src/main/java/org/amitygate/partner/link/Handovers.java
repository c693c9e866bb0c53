package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.barrier.BorderInterlock;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.core.time.GateClock;
import org.amitygate.partner.handover.EntryTable;
import org.amitygate.partner.handover.ExitTable;
import org.amitygate.partner.handover.Fact;
import org.amitygate.partner.handover.Input;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.handover.Note;
import org.amitygate.partner.handover.Output;
import org.amitygate.partner.handover.Situation;
import org.amitygate.partner.handover.Step;
import org.amitygate.partner.handover.Table;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the state tables inside transactions: takes a crossing's situation, lets the table decide,
 * and does what it says. It decides nothing itself.
 */
final class Handovers implements HandoverDesk {

  private static final Logger LOG = LoggerFactory.getLogger(Handovers.class);

  private final ConfigSource config;
  private final Supplier<CrossingDesk> desk;
  private final Supplier<BorderInterlock> interlock;
  private final Outbox outbox;
  private final LinkHealth health;
  private final GateClock clock;
  private final Incidents incidents;

  Handovers(
      ConfigSource config,
      Supplier<CrossingDesk> desk,
      Supplier<BorderInterlock> interlock,
      Outbox outbox,
      LinkHealth health,
      GateClock clock,
      Incidents incidents) {
    this.config = config;
    this.desk = desk;
    this.interlock = interlock;
    this.outbox = outbox;
    this.health = health;
    this.clock = clock;
    this.incidents = incidents;
  }

  @Override
  public void apply(Transaction tx, Crossing crossing, HandoverEvent event) {
    if (ofTheLane(event) && Partner.of(config, crossing.partner()).isEmpty()) {
      // What a lane proves is true whoever the other side is; nobody is there to be told.
      if (event instanceof HandoverEvent.Stopped) {
        ObjectNode body = Json.object().put("on", "STOPPED").put("partner", crossing.partner());
        desk.get().note(tx, crossing, "HandoverIgnored", body);
      }
      return;
    }
    Partner partner = partner(crossing);
    HandoverEvent whole =
        event instanceof HandoverEvent.Offer offer
            ? Returns.named(tx, desk.get(), crossing, offer)
            : event;
    Inputs.of(whole, crossing, partner, tx.now(), clock.earliest())
        .ifPresent(input -> run(tx, partner, crossing, input, false));
  }

  /** It follows from what happens at the lane, where it is told again with every change. */
  private static boolean ofTheLane(HandoverEvent event) {
    return event instanceof HandoverEvent.Stopped
        || event instanceof HandoverEvent.LaneChanged
        || event instanceof HandoverEvent.ArrivalMatched;
  }

  private Partner partner(Crossing crossing) {
    return Partner.of(config, crossing.partner())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "partner '"
                        + crossing.partner()
                        + "' of crossing "
                        + crossing.name()
                        + " is not configured"));
  }

  /** Lets the table decide on one input. @return whether a row applied */
  boolean run(Transaction tx, Partner partner, Crossing crossing, Input input, boolean justBegun) {
    Table table = crossing.role() == Role.EXIT ? ExitTable.TABLE : EntryTable.TABLE;
    Situation now = Stored.situation(crossing.handover());
    Sides side = new Sides(tx, config, partner, crossing, interlock.get(), health, justBegun);
    Optional<Step> step = table.step(now, input, side);
    if (step.isEmpty()) {
      ignored(tx, crossing, now, input);
      return false;
    }
    take(tx, partner, crossing, input, now, step.get());
    return true;
  }

  private void ignored(Transaction tx, Crossing crossing, Situation now, Input input) {
    if (input.trigger() == now.deadline()) {
      crossing.handover(
          Stored.handover(
              new Situation(now.state(), now.epoch(), now.committedEpoch(), null, now.notes()),
              null));
    }
    // A lane changes with every vehicle: not worth a record where nobody waits for it.
    if (input.trigger() != Fact.LANE_CHANGED) {
      ObjectNode body =
          Json.object()
              .put("on", name(input))
              .put("state", now.state().name())
              .put("epoch", now.epoch());
      desk.get().note(tx, crossing, "HandoverIgnored", message(body, input));
    }
  }

  private void take(
      Transaction tx, Partner partner, Crossing crossing, Input input, Situation now, Step step) {
    crossing.handover(Stored.handover(step.next(), due(tx, partner, crossing, now, step)));
    if (!step.next().equals(now) || acts(step)) {
      ObjectNode body = Json.object().put("on", name(input)).put("from", now.state().name());
      body.put("to", step.next().state().name())
          .put("epoch", step.next().epoch())
          .put("rule", step.row().source());
      ObjectNode personal = Json.object(); // what the partner's people wrote may name anybody
      Optional.ofNullable(step.next().notes().get(Note.OFFER_WAITS))
          .ifPresent(why -> personal.put("why", why));
      desk.get().note(tx, crossing, "HandoverStep", 2, message(body, input), personal);
    }
    Quotas.follow(tx, partner, crossing, now.state());
    Returns.follow(tx, crossing, now, step.next());
    for (Step.Act act : step.acts()) {
      perform(tx, partner, crossing, input, step, act);
    }
  }

  /** To go on waiting is nothing that needs a record. */
  private static boolean acts(Step step) {
    return step.acts().stream().anyMatch(act -> !(act.what() instanceof Output.Within));
  }

  private static @Nullable Instant due(
      Transaction tx, Partner partner, Crossing crossing, Situation now, Step step) {
    return step.acts().stream()
        .map(Step.Act::what)
        .filter(Output.Within.class::isInstance)
        .map(Output.Within.class::cast)
        .reduce((first, last) -> last)
        .map(within -> tx.now().plus(partner.limit(within.limit())))
        .orElse(step.next().deadline() == now.deadline() ? crossing.handover().due() : null);
  }

  private static String name(Input input) {
    return input.trigger() instanceof MessageType
        ? "message " + input.trigger().name()
        : input.trigger().name();
  }

  private static ObjectNode message(ObjectNode body, Input input) {
    return input.trigger() instanceof MessageType ? body.put("messageEpoch", input.epoch()) : body;
  }

  private void perform(
      Transaction tx, Partner partner, Crossing crossing, Input input, Step step, Step.Act act) {
    CrossingDesk crossings = desk.get();
    if (act.what() instanceof Output.Send send) {
      if (send.type() == MessageType.OFFER) { // what was answered to the one before is dead
        crossings.unsay(crossing, "accepted");
        crossings.unsay(crossing, "refused");
      }
      outbox.send(
          tx,
          partner,
          Optional.of(crossing.id()),
          send.type(),
          act.epoch(),
          send.body(step.values()),
          send.valid().map(partner::limit));
    } else if (act.what() instanceof Output.Signal signal) {
      Map<String, Object> data = new LinkedHashMap<>(signal.data(step.values()));
      data.put("epoch", act.epoch());
      crossings.signal(tx, crossing, signal.name(), data);
    } else if (act.what() instanceof Output.Hold hold) {
      crossings.hold(
          tx, crossing, hold.reason(), String.valueOf(step.values().getOrDefault(hold.key(), "")));
    } else if (act.what() instanceof Output.Alarm alarm) {
      String text = AlarmTexts.of(crossing, partner, step, name(input));
      Alarms.raise(tx, "crossing:" + crossing.id(), alarm.code(), partner.id(), text);
    } else if (act.what() instanceof Output.Reseal) {
      String seal = String.valueOf(step.values().get("newSeal"));
      crossings.correct(tx, crossing, "seal", seal);
      crossings.correct(tx, crossing, "agreedSeal", seal);
    } else if (act.what() instanceof Output.Open) {
      open(tx, partner, crossing);
    }
  }

  /**
   * Through the interlock, and at the exit only if the partner's lane takes vehicles: "the stricter
   * side wins".
   */
  private void open(Transaction tx, Partner partner, Crossing crossing) {
    Optional<String> denied =
        stricter(tx, partner, crossing).or(() -> interlock.get().open(tx, crossing));
    Input answer =
        denied
            .map(why -> Input.own(Fact.OPENING_DENIED, Map.of("text", why)))
            .orElse(Input.own(Fact.INTENT_WRITTEN, Map.of()));
    run(tx, partner, crossing, answer, false);
  }

  private static Optional<String> stricter(Transaction tx, Partner partner, Crossing crossing) {
    return crossing.role() == Role.EXIT
        ? Lanes.closed(tx, partner, crossing.lane())
        : Optional.empty();
  }

  @Override
  public Optional<String> mustNotOpen(Transaction tx, Crossing crossing) {
    if (Stored.situation(crossing.handover()).jointPending()) {
      return Optional.of("a joint inspection is pending");
    }
    Optional<Partner> partner = Partner.of(config, crossing.partner());
    return partner.isEmpty()
        ? Optional.of("partner '" + crossing.partner() + "' is not configured")
        : stricter(tx, partner.get(), crossing);
  }

  @Override
  public void laneState(Transaction tx, String lane, String state, String reason) {
    Optional<Partner> found = Partner.ofLane(config, lane);
    if (found.isEmpty()) {
      LOG.info("lane {} is {}: no partner to tell", lane, state);
      return;
    }
    Partner partner = found.get();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("lane", lane);
    body.put("state", state);
    body.put("reason", reason);
    body.put("from", tx.now().toString());
    outbox.send(tx, partner, Optional.empty(), MessageType.GATE_STATE, 0, body, Optional.empty());
  }

  @Override
  public void laneAlarm(Transaction tx, String lane, String state, String kind) {
    laneState(tx, lane, state, kind);
    Optional<Partner> partner = Partner.ofLane(config, lane);
    if (kind.equals("TAILGATE") && partner.isPresent()) {
      Map<String, Object> incident = Map.of("kind", kind, "lane", lane, "at", tx.now().toString());
      incidents.tell(tx, partner.get(), Optional.empty(), 0, incident);
    }
  }

  @Override
  public void forget(Transaction tx, Crossing crossing) {
    Streams.forgetHeld(tx, crossing.partner(), "crossing:" + crossing.id());
    Returns.forget(tx, crossing);
  }

  @Override
  public void passedByHand(Transaction tx, Crossing crossing, String plate) {
    Partner partner = partner(crossing);
    HandoverState state = crossing.handover().state();
    if (crossing.role() == Role.EXIT && state != HandoverState.LOCAL) {
      apply(tx, crossing, new HandoverEvent.Withdraw(HandoverEvent.Withdraw.Why.MANUAL_PASSING));
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("kind", "MANUAL_PASSING");
    body.put("manual", true);
    body.put("late", true);
    body.put("name", crossing.name());
    body.put("lane", crossing.lane());
    body.put("plate", plate);
    body.put("enteredAt", tx.now().toString());
    incidents.tell(tx, partner, Optional.of(crossing.id()), crossing.handover().epoch(), body);
  }
}
