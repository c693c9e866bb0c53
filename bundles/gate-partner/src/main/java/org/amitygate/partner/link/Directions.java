package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.barrier.BorderInterlock;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.LaneDirection;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.lane.LaneRow;
import org.amitygate.partner.lane.LaneSituation;
import org.amitygate.partner.lane.LaneSituation.Phase;
import org.amitygate.partner.lane.LaneTable;
import org.amitygate.partner.lane.LaneTrigger;

/** Runs the table that turns tidal lanes, inside transactions. It decides nothing itself. */
final class Directions {

  private static final String KIND = LaneDirection.ITEM;

  private final ConfigSource config;
  private final Supplier<BorderInterlock> interlock;
  private final Outbox outbox;

  Directions(ConfigSource config, Supplier<BorderInterlock> interlock, Outbox outbox) {
    this.config = config;
    this.interlock = interlock;
    this.outbox = outbox;
  }

  /** Why no vehicle may use the lane in this role now; empty if it may. */
  static Optional<String> against(View view, LaneConfig lane, Role role) {
    if (lane.tidalFlow().isEmpty()) {
      return Optional.empty();
    }
    LaneSituation now = situation(view, lane);
    if (now.carries(role == Role.EXIT)) {
      return Optional.empty();
    }
    return Optional.of(
        now.phase() == Phase.SETTLED
            ? "lane " + lane.id() + " goes the other way"
            : "the direction of lane " + lane.id() + " is being changed");
  }

  /** This side has signed a change of the lane and waits for the other's signature. */
  static boolean isProposed(View view, LaneConfig lane) {
    return lane.tidalFlow().isPresent() && situation(view, lane).phase() == Phase.PROPOSED;
  }

  private static LaneSituation situation(View view, LaneConfig lane) {
    boolean out = LaneDirection.role(view, lane) == Role.EXIT;
    return view.item(KIND, lane.id())
        .map(
            item ->
                new LaneSituation(
                    Phase.valueOf(item.path("phase").asText()),
                    out,
                    item.path("laneEpoch").asInt(),
                    item.path("asked").asBoolean()))
        .orElseGet(() -> LaneSituation.configured(out));
  }

  /** People here want it turned, or agree, or want it to stay. @return a sentence for them */
  String wish(Transaction tx, String laneId, boolean change) throws Refusal {
    LaneConfig lane =
        tidal(laneId)
            .orElseThrow(
                () ->
                    new Refusal(
                        "lane "
                            + laneId
                            + " is not tidal: lanes."
                            + laneId
                            + ".tidalFlow names no flow for its other direction"));
    Optional<Partner> partner = Partner.of(config, lane.partner());
    if (partner.isEmpty()) {
      throw new Refusal(
          "partner '" + lane.partner() + "' of lane " + laneId + " is not configured");
    }
    LaneTrigger wish = change ? LaneTrigger.WISH_CHANGE : LaneTrigger.WISH_KEEP;
    boolean taken = take(tx, partner.get(), lane, wish, 0);
    LaneSituation now = situation(tx, lane);
    if (!taken && now.phase() == Phase.PROPOSED && !change) {
      throw new Refusal(
          "the change of lane "
              + laneId
              + " is proposed and signed: only the partner can refuse it");
    }
    return switch (now.phase()) {
      case SETTLED -> "lane " + laneId + " takes vehicles " + (now.out() ? "out" : "in");
      case DRAINING ->
          "noted; lane "
              + laneId
              + " lets no further vehicle in: "
              + interlock.get().notDrained(tx, laneId).orElse("it is drained");
      case PROPOSED -> "lane " + laneId + " is drained and closed; the partner's people are asked";
    };
  }

  private Optional<LaneConfig> tidal(String lane) {
    return config.current().lane(lane).filter(known -> known.tidalFlow().isPresent());
  }

  /** LANE_DIRECTION of the partner. @return a row applied */
  boolean heard(Transaction tx, Message message) {
    ObjectNode body = message.envelope().body();
    String id = body.path("lane").asText();
    Partner partner = message.partner();
    Optional<LaneConfig> lane = tidal(id).filter(known -> partner.shares(config, id));
    boolean fits =
        lane.filter(
                known ->
                    body.path("towards").asText().equals(towards(partner, situation(tx, known))))
            .isPresent();
    if (!fits) {
      String text =
          "partner '"
              + partner.id()
              + "' would turn lane "
              + id
              + ", which is not tidal here or goes that way already";
      Alarms.raise(tx, "partner:" + partner.id(), "LANE_DIRECTION_DIFFERS", partner.id(), text);
      return false;
    }
    LaneTrigger heard = LaneTrigger.Answer.of(body.path("answer").asText()).orElseThrow().heard();
    return take(tx, partner, lane.get(), heard, body.path("laneEpoch").asInt());
  }

  /** The gate that vehicles go to when the lane is turned. */
  private static String towards(Partner partner, LaneSituation before) {
    return before.out() ? partner.gate().id() : partner.id();
  }

  private boolean take(
      Transaction tx, Partner partner, LaneConfig lane, LaneTrigger on, int laneEpoch) {
    LaneSituation now = situation(tx, lane);
    boolean drained = interlock.get().notDrained(tx, lane.id()).isEmpty();
    Optional<LaneRow> row = LaneTable.TABLE.row(now, on, laneEpoch, drained);
    if (row.isEmpty()) {
      return false;
    }
    LaneSituation next = row.get().after(now);
    ObjectNode item = Json.object().put("phase", next.phase().name()).put("out", next.out());
    tx.put(KIND, lane.id(), item.put("laneEpoch", next.laneEpoch()).put("asked", next.asked()));
    ObjectNode record = Json.object().put("on", on.name()).put("from", now.phase().name());
    record.put("to", next.phase().name()).put("laneEpoch", next.laneEpoch());
    record.put("out", next.out()).put("rule", row.get().source());
    tx.append("lane:" + lane.id(), "LaneDirectionStep", record);
    row.get()
        .says()
        .ifPresent(
            answer -> {
              Map<String, Object> body =
                  Map.of(
                      "lane",
                      lane.id(),
                      "laneEpoch",
                      next.laneEpoch(),
                      "answer",
                      answer.name(),
                      "towards",
                      towards(partner, now));
              outbox.send(
                  tx,
                  partner,
                  Optional.empty(),
                  MessageType.LANE_DIRECTION,
                  0,
                  body,
                  Optional.empty());
            });
    if (next.asked() && !now.asked()) {
      String text = "partner '%s' wants lane %s turned".formatted(partner.id(), lane.id());
      Alarms.raise(tx, "partner:" + partner.id(), "LANE_DIRECTION_PROPOSED", partner.id(), text);
    }
    return true;
  }

  /** Goes on with lanes whose last vehicle has left. */
  int look(Transaction tx) {
    int drained = 0;
    for (Item item : tx.items(KIND)) {
      if (draining(item) && interlock.get().notDrained(tx, item.id()).isEmpty()) {
        Optional<LaneConfig> lane = tidal(item.id());
        Optional<Partner> partner = lane.flatMap(known -> Partner.of(config, known.partner()));
        if (partner.isPresent()) {
          take(tx, partner.get(), lane.get(), LaneTrigger.LANE_DRAINED, 0);
          drained++;
        }
      }
    }
    return drained;
  }

  /** Something may be to be done in {@link #look}. */
  static boolean due(View view) {
    return view.items(KIND).stream().anyMatch(Directions::draining);
  }

  private static boolean draining(Item item) {
    return item.body().path("phase").asText().equals(Phase.DRAINING.name());
  }

  static List<ObjectNode> pending(View view) {
    List<ObjectNode> lines = new ArrayList<>();
    for (Item item : view.items(KIND)) {
      boolean asked = item.body().path("asked").asBoolean();
      String phase = item.body().path("phase").asText();
      if (asked || !phase.equals(Phase.SETTLED.name())) {
        ObjectNode line = Json.object().put("what", "lane direction").put("id", item.id());
        line.put("lane", item.id()).put("name", item.id());
        lines.add(line.put("state", phase + (asked ? ", the partner asks for a change" : "")));
      }
    }
    return lines;
  }
}
