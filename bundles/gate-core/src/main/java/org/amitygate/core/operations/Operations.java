package org.amitygate.core.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.archive.LegalHolds;
import org.amitygate.core.barrier.Barriers;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Declarations;
import org.amitygate.core.crossing.FlowVersions;
import org.amitygate.core.crossing.Hold;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.Handover;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.core.time.Ids;

/** What people do, each act one transaction, with the rights checked here and nowhere else. */
public final class Operations implements GateOperations {

  private final Journal journal;
  private final ConfigSource config;
  private final Crossings crossings;
  private final FlowVersions versions;
  private final Barriers barriers;
  private final Supplier<HandoverDesk> handover;
  private final StopActs stopActs;
  private final PassedByHand passedByHand;

  public Operations(
      Journal journal,
      ConfigSource config,
      Crossings crossings,
      FlowVersions versions,
      Barriers barriers,
      Supplier<HandoverDesk> handover,
      Ids ids) {
    this.journal = journal;
    this.config = config;
    this.crossings = crossings;
    this.versions = versions;
    this.barriers = barriers;
    this.handover = handover;
    this.stopActs = new StopActs(journal, config, barriers.orders());
    this.passedByHand = new PassedByHand(crossings, handover, ids);
  }

  @Override
  public CompletableFuture<String> release(Actor actor, String called, String of, String reason) {
    return about(
        actor,
        called,
        (tx, which) -> {
          Optional<String> before = repeated(tx, which, actor, "released", reason);
          if (before.isPresent()) {
            return before.get();
          }
          Crossing crossing = held(tx, which, actor, reason);
          SeenHold.surely(tx, crossing, of);
          BarrierQuestion.answered(crossing);
          HoldReason ended = crossing.hold().orElseThrow().reason();
          crossings.release(tx, crossing, actor.account(), reason);
          crossings.put(tx, crossing);
          // By now it may have driven in and been read, and nothing more be told of it.
          tx.afterCommit(() -> barriers.followLater(crossing.lane()));
          Optional<HoldReason> left = crossing.hold().map(Hold::reason);
          String now =
              left.isPresent()
                  ? "but for " + left.get()
                  : "and goes back to stage '%s' and is checked again".formatted(crossing.stage());
          String sentence = crossing.name() + " is not held for " + ended + " any more, " + now;
          return done(tx, crossing, actor, "released", reason, sentence);
        });
  }

  @Override
  public CompletableFuture<String> read(
      Actor actor, String called, String plate, String at, String reason) {
    return about(
        actor,
        called,
        (tx, which) -> {
          PlateByPerson read = new PlateByPerson(crossings, barriers);
          if (barriers.awaitsReadAnew(tx, find(tx, which))) {
            actor.require(Role.OPERATOR);
            given(reason);
            return read.anew(tx, find(tx, which), plate, at, by(actor, reason));
          }
          Crossing crossing = held(tx, which, actor, reason);
          return read.of(tx, crossing, plate, at, by(actor, reason));
        });
  }

  @Override
  public CompletableFuture<String> refuse(Actor actor, String called, String of, String reason) {
    return about(
        actor,
        called,
        (tx, which) -> {
          Optional<String> before = repeated(tx, which, actor, "refused", reason);
          if (before.isPresent()) {
            return before.get();
          }
          Crossing crossing = held(tx, which, actor, reason);
          SeenHold.named(crossing, of);
          BarrierQuestion.answered(crossing);
          RefusedByPerson.possible(crossing);
          crossings.note(tx, crossing, "RefusedByPerson", by(actor, reason));
          RefusedByPerson.tell(tx, crossing, handover);
          crossings.refuse(tx, crossing, RefusedByPerson.CODE);
          crossings.put(tx, crossing);
          return done(tx, crossing, actor, "refused", reason, crossing.name() + " is refused");
        });
  }

  /**
   * What a person did last to a crossing that is as that left it: the same once more is answered as
   * before.
   */
  private Optional<String> repeated(
      Transaction tx, String which, Actor actor, String what, String reason) throws Refusal {
    given(reason);
    Crossing crossing = find(tx, which);
    return tx.item("person-did", crossing.id().toString())
        .filter(item -> item.path("left").asText().equals(left(crossing)))
        .filter(item -> item.path("by").asText().equals(actor.account()))
        .filter(item -> item.path("what").asText().equals(what))
        .filter(item -> item.path("why").asText().equals(reason))
        .map(item -> item.path("sentence").asText());
  }

  private static String done(
      Transaction tx, Crossing crossing, Actor actor, String what, String reason, String sentence) {
    ObjectNode item = by(actor, reason).put("what", what).put("sentence", sentence);
    tx.put("person-did", crossing.id().toString(), item.put("left", left(crossing)));
    return sentence;
  }

  /** Tells its hold from any other; empty: it is not held. */
  private static String left(Crossing crossing) {
    return crossing.hold().map(hold -> hold.reason() + " " + hold.at()).orElse("");
  }

  private Crossing held(Transaction tx, String which, Actor actor, String reason) throws Refusal {
    given(reason);
    Crossing crossing = find(tx, which);
    Hold hold =
        crossing
            .hold()
            .orElseThrow(
                () ->
                    new Refusal(crossing.name() + " is not held; it is " + crossing.shownState()));
    actor.require(hold.reason().clearedBy());
    return crossing;
  }

  @Override
  public CompletableFuture<String> withdrawDeclaration(
      Actor actor, String reference, String reason) {
    return journal.submit(
        tx -> {
          actor.require(Role.CUSTOMS);
          given(reason);
          Declarations.withdraw(tx, reference, by(actor, reason));
          return "declaration " + reference + " is withdrawn: no vehicle is matched with it";
        });
  }

  @Override
  public CompletableFuture<String> stop(Actor actor, String laneOrAll, String reason) {
    return stopActs.stop(actor, laneOrAll, reason);
  }

  @Override
  public CompletableFuture<String> resume(Actor actor, String laneOrAll, String reason) {
    return stopActs.resume(actor, laneOrAll, reason);
  }

  @Override
  public CompletableFuture<String> openLane(Actor actor, String lane, String reason) {
    return lane(actor, lane, true, reason);
  }

  @Override
  public CompletableFuture<String> closeLane(Actor actor, String lane, String reason) {
    return lane(actor, lane, false, reason);
  }

  private CompletableFuture<String> lane(Actor actor, String id, boolean open, String reason) {
    return journal.submit(
        tx -> {
          actor.require(Role.OPERATOR, Role.BORDER_GUARD);
          given(reason);
          lane(config, id);
          if (barriers.orders().lane(tx, id, open, reason)) {
            String type = open ? "LaneOpenedByPerson" : "LaneClosedByPerson";
            tx.append("lane:" + id, type, by(actor, reason));
          }
          return "lane " + id + (open ? " is open" : " is closed");
        });
  }

  @Override
  public CompletableFuture<String> record(
      Actor actor, String plate, String laneId, String direction, String reason) {
    return journal.submit(
        tx -> {
          actor.require(Role.BORDER_GUARD);
          given(reason);
          return passedByHand.record(tx, lane(config, laneId), direction, plate, actor, reason);
        });
  }

  @Override
  public CompletableFuture<String> resolve(Actor actor, String called, String what, String reason) {
    return about(
        actor,
        called,
        (tx, which) -> {
          actor.require(Role.BORDER_GUARD);
          given(reason);
          String decision = what.toUpperCase(Locale.ROOT).replace('-', '_');
          if (!List.of("DEPARTED", "NOT_DEPARTED", "NOT_OPENED").contains(decision)) {
            throw new Refusal("'" + what + "' is none of departed, not-departed, not-opened");
          }
          Crossing crossing = find(tx, which);
          if (!BarrierQuestion.open(crossing)) {
            if (tx.item("barrier-decided", crossing.id().toString()).isPresent()) {
              return crossing.name() + ": a person has decided; it is " + crossing.shownState();
            }
            throw new Refusal(BarrierQuestion.none(crossing));
          }
          Handover before = crossing.handover();
          handover
              .get()
              .apply(
                  tx, crossing, new HandoverEvent.PersonDecided(decision, actor.account(), reason));
          if (crossing.handover().equals(before)) {
            throw new Refusal(BarrierQuestion.tooEarly(crossing));
          }
          crossings.note(
              tx, crossing, "BarrierDecidedByPerson", by(actor, reason).put("what", decision));
          tx.put(
              "barrier-decided", crossing.id().toString(), by(actor, reason).put("what", decision));
          crossings.put(tx, crossing);
          if (decision.equals("DEPARTED")) {
            barriers.passed(tx, crossing);
          }
          tx.afterCommit(() -> barriers.followLater(crossing.lane()));
          return crossing.name() + ": " + what + ", by " + actor.account();
        });
  }

  @Override
  public CompletableFuture<String> holdLegally(Actor actor, String called, String reason) {
    return about(
        actor,
        called,
        (tx, which) -> {
          given(reason);
          return LegalHolds.place(tx, CrossingSearch.known(tx, which), actor, reason);
        });
  }

  @Override
  public CompletableFuture<String> liftLegalHold(Actor actor, String called, String reason) {
    return about(
        actor,
        called,
        (tx, which) -> {
          given(reason);
          return LegalHolds.lift(tx, CrossingSearch.known(tx, which), actor, reason);
        });
  }

  @Override
  public CompletableFuture<String> moveCrossings(
      Actor actor, String flow, String from, String to, String reason) {
    try {
      actor.require(Role.OPERATOR, Role.INTEGRATOR);
      given(reason);
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(e);
    }
    return versions.move(new FlowVersions.Move(flow, from, to, actor.account(), reason));
  }

  @Override
  public CompletableFuture<String> moveCrossing(
      Actor actor, String called, String to, String reason) {
    return about(
        actor,
        called,
        (tx, which) -> {
          actor.require(Role.OPERATOR, Role.INTEGRATOR);
          given(reason);
          Crossing crossing = find(tx, which);
          versions.move(tx, crossing, to, actor.account(), reason);
          return "%s goes on with %s %s".formatted(crossing.name(), crossing.flow(), to);
        });
  }

  // Seeing

  @Override
  public CompletableFuture<List<ObjectNode>> legalHolds() {
    return journal.read(LegalHolds::list);
  }

  @Override
  public CompletableFuture<List<ObjectNode>> lanes() {
    return journal.read(barriers::describe);
  }

  @Override
  public CompletableFuture<List<ObjectNode>> crossings(Actor actor, Map<String, String> criteria) {
    return CrossingCriteria.find(journal, actor, criteria, config.current().gate().timeZone());
  }

  @Override
  public CompletableFuture<ObjectNode> crossing(Actor actor, String which) {
    return CrossingCriteria.one(journal, actor, which);
  }

  // Finding

  /** Something done to the crossing with this id, or whose refusal says why there is no such. */
  private interface ToCrossing {
    String run(Transaction tx, String which) throws Refusal;
  }

  /** Finds the crossing that is meant beside the writer, which has no time to look for it. */
  private CompletableFuture<String> about(Actor actor, String called, ToCrossing act) {
    return CrossingCriteria.id(journal, actor, called)
        .thenCompose(which -> journal.submit(tx -> act.run(tx, which)));
  }

  private Crossing find(Transaction tx, String which) throws Refusal {
    return crossings.find(tx, CrossingSearch.known(tx, which).id()).orElseThrow();
  }

  static LaneConfig lane(ConfigSource config, String id) throws Refusal {
    return config
        .current()
        .lane(id)
        .orElseThrow(
            () -> new Refusal("this gate has no lane '" + id + "'; 'gate:lanes' shows them"));
  }

  static void given(String reason) throws Refusal {
    if (reason.isBlank()) {
      throw new Refusal("a reason is needed: --reason '…'");
    }
  }

  static ObjectNode by(Actor actor, String reason) {
    return Json.object().put("by", actor.account()).put("why", reason);
  }
}
