package org.amitygate.core.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.Handover;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.PartnerDesk;
import org.amitygate.core.handover.ReconciliationDesk.Report;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;

/**
 * What people agree with the other gate, each act one transaction, with the rights checked here.
 */
public final class PartnerActs implements PartnerOperations {

  private static final String BY_HAND = "received-by-hand";
  private static final Pattern KIND = Pattern.compile("[A-Z][A-Z_]{0,39}");
  private static final Pattern SEAL = Pattern.compile("[\\p{Alnum}./_-]{1,40}");

  /** A number that is written as it would be again: {@code 0017} is a text, such as of a seal. */
  private static final Pattern WHOLE = Pattern.compile("0|-?[1-9]\\d{0,14}");

  private final Journal journal;
  private final ConfigSource config;
  private final CrossingDesk crossings;
  private final Supplier<HandoverDesk> handover;
  private final Supplier<PartnerDesk> partner;

  /**
   * @param handover fails with IllegalStateException while the link is not up
   * @param partner the same
   */
  public PartnerActs(
      Journal journal,
      ConfigSource config,
      CrossingDesk crossings,
      Supplier<HandoverDesk> handover,
      Supplier<PartnerDesk> partner) {
    this.journal = journal;
    this.config = config;
    this.crossings = crossings;
    this.handover = handover;
    this.partner = partner;
  }

  // Joint inspections

  @Override
  public CompletableFuture<String> inspect(Actor actor, String called, String reason) {
    return about(
        actor,
        called,
        (tx, crossing) -> {
          actor.require(Role.CUSTOMS, Role.BORDER_GUARD);
          Operations.given(reason);
          tell(
              tx,
              crossing,
              new HandoverEvent.JointOpen(reason),
              joint(crossing).equals("open")
                  ? "a joint inspection is open"
                  : "the partner has not answered an offer of it: it does not know it yet");
          note(tx, crossing, "JointInspectionOpenedByPerson", actor, reason);
          return "nothing of "
              + crossing.name()
              + " moves until both results are equal; the partner is told";
        });
  }

  @Override
  public CompletableFuture<String> inspected(
      Actor actor, String called, Map<String, String> findings, String reason) {
    return about(
        actor,
        called,
        (tx, crossing) -> {
          actor.require(Role.CUSTOMS);
          Operations.given(reason);
          if (findings.isEmpty()) {
            throw new Refusal("a result has findings: --finding verdict=SOUND --finding seal=CN1");
          }
          Map<String, Object> result = new LinkedHashMap<>();
          findings.forEach((name, value) -> result.put(name, typed(value)));
          tell(
              tx,
              crossing,
              new HandoverEvent.JointResult(result),
              joint(crossing).equals("open")
                  ? "this side's result was given before; the first one counts"
                  : "no joint inspection is open");
          note(tx, crossing, "JointResultByPerson", actor, reason);
          return switch (joint(crossing)) {
            case "agreed" ->
                "both results are equal; " + crossing.name() + " goes on when it is released";
            case "disputed" ->
                "the results differ: nothing of " + crossing.name() + " moves; inspect again";
            default -> "the result is signed and sent; the partner's is awaited";
          };
        });
  }

  private static String joint(Crossing crossing) {
    return String.valueOf(crossing.handover().data().getOrDefault("joint", ""));
  }

  private static Object typed(String value) {
    if (value.equals("true") || value.equals("false")) {
      return Boolean.valueOf(value);
    }
    return WHOLE.matcher(value).matches() ? (Object) Long.valueOf(value) : value;
  }

  @Override
  public CompletableFuture<String> reseal(Actor actor, String called, String seal, String reason) {
    return about(
        actor,
        called,
        (tx, crossing) -> {
          actor.require(Role.CUSTOMS);
          Operations.given(reason);
          String before = crossing.fact("seal");
          if (!SEAL.matcher(seal).matches() || seal.equals(before)) {
            throw new Refusal("'" + seal + "' is no number of another seal");
          }
          boolean held =
              crossing.hold().filter(hold -> hold.has(HoldReason.JOINT_INSPECTION)).isPresent();
          if (!held) {
            throw new Refusal(
                crossing.name()
                    + " is not held for a joint inspection: only then is a seal changed");
          }
          tell(
              tx,
              crossing,
              new HandoverEvent.SealChanged(before.isEmpty() ? "none" : before, seal),
              "the joint inspection is not agreed, or has changed the seal already, or it is the"
                  + " partner's to change");
          note(tx, crossing, "SealChangedByPerson", actor, reason);
          return crossing.name() + " has seal " + seal + "; the partner is told both";
        });
  }

  // Returns

  @Override
  public CompletableFuture<String> requestReturn(Actor actor, String called, String reason) {
    return about(
        actor,
        called,
        (tx, crossing) -> {
          actor.require(Role.OPERATOR, Role.BORDER_GUARD);
          Operations.given(reason);
          tell(
              tx,
              crossing,
              new HandoverEvent.Return(reason),
              "it was not received yet, or a return is under way");
          note(tx, crossing, "ReturnRequestedByPerson", actor, reason);
          return "the partner is asked to agree that " + crossing.name() + " goes back";
        });
  }

  @Override
  public CompletableFuture<String> acceptReturn(Actor actor, String called, String reason) {
    return about(
        actor,
        called,
        (tx, crossing) -> {
          actor.require(Role.OPERATOR, Role.BORDER_GUARD);
          Operations.given(reason);
          tell(
              tx,
              crossing,
              new HandoverEvent.ReturnAccept(),
              "the partner has not asked for its return");
          note(tx, crossing, "ReturnAcceptedByPerson", actor, reason);
          return crossing.name()
              + " may come back by a crossing of its own; nothing opens for this";
        });
  }

  // Arrivals

  @Override
  public CompletableFuture<String> received(Actor actor, String called, String reason) {
    return about(
        actor,
        called,
        (tx, crossing) -> {
          actor.require(Role.BORDER_GUARD);
          Operations.given(reason);
          String key = crossing.id().toString();
          ObjectNode known = tx.item(BY_HAND, key).orElse(null);
          if (known != null && known.has("signed")) {
            return crossing.name() + " was received by hand";
          }
          if (known == null || !SecondPerson.fresh(known, tx.now())) {
            ObjectNode first = SecondPerson.first(tx, actor, reason);
            tx.put(BY_HAND, key, first);
            note(tx, crossing, "ReceivedByHandProposed", actor, reason);
            return SecondPerson.awaited("noted", first, tx.now(), "sign the same");
          }
          String proposed = known.path("by").asText();
          if (proposed.equals(actor.account())) {
            return SecondPerson.awaited("noted before", known, tx.now(), "sign the same");
          }
          tell(
              tx,
              crossing,
              new HandoverEvent.PeopleReceived(proposed, actor.account()),
              "the partner did not send it, or it was received before");
          tx.put(BY_HAND, key, known.deepCopy().put("signed", actor.account()));
          ObjectNode record = Json.object().put("first", proposed).put("second", actor.account());
          crossings.note(tx, crossing, "ReceivedByHand", record.put("why", reason));
          return crossing.name() + " is received by hand; the partner is told, marked manual";
        });
  }

  // Beside a crossing

  @Override
  public CompletableFuture<String> advice(Actor actor, String called, boolean hold, String reason) {
    return journal.submit(
        tx -> {
          actor.require(Role.OPERATOR, Role.BORDER_GUARD, Role.CUSTOMS);
          Operations.given(reason);
          String sentence = partner.get().advice(tx, called, hold, reason);
          String type = hold ? "AdvisedVehicleHeldByPerson" : "AdvisedVehicleReleasedByPerson";
          tx.append("gate", type, Operations.by(actor, reason).put("vehicle", called));
          return sentence;
        });
  }

  @Override
  public CompletableFuture<String> quota(
      Actor actor, String lane, String count, String until, String reason) {
    return journal.submit(
        tx -> {
          actor.require(Role.OPERATOR, Role.BORDER_GUARD);
          Operations.given(reason);
          known(lane);
          if (!count.matches("\\d{1,6}")) {
            throw new Refusal("'" + count + "' is no number of vehicles");
          }
          Instant end = TypedTime.parse("--until", until, config.current().gate().timeZone(), 1);
          if (!end.isAfter(tx.now())) {
            throw new Refusal("--until '" + until + "' is not to come: name a later time");
          }
          String sentence = partner.get().quota(tx, lane, Integer.parseInt(count), end);
          ObjectNode record = Operations.by(actor, reason).put("count", Integer.parseInt(count));
          tx.append("lane:" + lane, "QuotaGivenByPerson", record.put("until", end.toString()));
          return sentence;
        });
  }

  @Override
  public CompletableFuture<String> incident(Actor actor, String lane, String kind, String reason) {
    return journal.submit(
        tx -> {
          actor.require(Role.OPERATOR, Role.BORDER_GUARD);
          Operations.given(reason);
          known(lane);
          if (!KIND.matcher(kind).matches()) {
            throw new Refusal("'" + kind + "' is no kind of incident: write a code such as FIRE");
          }
          String sentence = partner.get().incident(tx, lane, kind);
          ObjectNode record = Operations.by(actor, reason).put("kind", kind);
          tx.append("lane:" + lane, "IncidentToldByPerson", record);
          return sentence;
        });
  }

  @Override
  public CompletableFuture<String> acknowledge(Actor actor, String incident, String reason) {
    return journal.submit(
        tx -> {
          actor.require(Role.OPERATOR, Role.BORDER_GUARD);
          Operations.given(reason);
          String sentence = partner.get().acknowledge(tx, incident);
          ObjectNode record = Operations.by(actor, reason).put("incident", incident);
          tx.append("gate", "IncidentAcknowledgedByPerson", record);
          return sentence;
        });
  }

  @Override
  public CompletableFuture<String> laneDirection(
      Actor actor, String lane, boolean change, String reason) {
    return journal.submit(
        tx -> {
          actor.require(Role.OPERATOR, Role.BORDER_GUARD);
          Operations.given(reason);
          known(lane);
          String sentence = partner.get().laneDirection(tx, lane, change);
          String type = change ? "LaneTurnWantedByPerson" : "LaneTurnRefusedByPerson";
          tx.append("lane:" + lane, type, Operations.by(actor, reason));
          return sentence;
        });
  }

  @Override
  public CompletableFuture<Report> reconcile(Actor actor, String partnerId, Duration back) {
    try {
      actor.require(Role.OPERATOR, Role.BORDER_GUARD);
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(e);
    }
    return partner.get().reconcile(partnerId, back, actor.account());
  }

  @Override
  public CompletableFuture<List<ObjectNode>> pending() {
    PartnerDesk desk = partner.get();
    return journal.read(desk::pending);
  }

  // Finding

  private interface ToCrossing {
    String run(Transaction tx, Crossing crossing) throws Refusal;
  }

  /** Finds the crossing that is meant beside the writer, which has no time to look for it. */
  private CompletableFuture<String> about(Actor actor, String called, ToCrossing act) {
    return CrossingCriteria.id(journal, actor, called)
        .thenCompose(
            which ->
                journal.submit(
                    tx -> {
                      Crossing crossing =
                          crossings.find(tx, CrossingSearch.known(tx, which).id()).orElseThrow();
                      String sentence = act.run(tx, crossing);
                      crossings.put(tx, crossing);
                      return sentence;
                    }));
  }

  /** Tells the handover, which must know what to do with it. */
  private void tell(Transaction tx, Crossing crossing, HandoverEvent event, String otherwise)
      throws Refusal {
    Handover before = crossing.handover();
    handover.get().apply(tx, crossing, event);
    if (crossing.handover().equals(before)) {
      throw new Refusal(
          crossing.name() + " is " + before.state() + " with the partner: " + otherwise);
    }
  }

  private void note(Transaction tx, Crossing crossing, String type, Actor actor, String reason) {
    crossings.note(tx, crossing, type, Operations.by(actor, reason));
  }

  private void known(String lane) throws Refusal {
    if (config.current().lane(lane).isEmpty()) {
      throw new Refusal("this gate has no lane '" + lane + "'; 'gate:lanes' shows them");
    }
  }
}
