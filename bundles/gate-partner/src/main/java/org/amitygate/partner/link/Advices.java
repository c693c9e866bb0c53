package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.LaneDirection;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.amitygate.partner.handover.Answers;
import org.amitygate.partner.handover.EntryTable;
import org.amitygate.partner.handover.Input;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.handover.Note;
import org.amitygate.partner.handover.Output;
import org.amitygate.partner.handover.Situation;
import org.amitygate.partner.handover.Step;
import org.amitygate.partner.handover.Wish;

/**
 * Entry side: vehicles that the partner advised and has not offered. They have no crossing yet:
 * their part of the table is kept as an item, and becomes the crossing's when the OFFER begins one.
 */
final class Advices {

  private static final String KIND = "partner-advice";

  /** Member of an item: why the gate itself holds the vehicle. */
  private static final String REASON = "reason";

  /** Role of the rows of crossings that come here. */
  private static final String ENTRY = Role.ENTRY.name();

  private static final String LANE_UNKNOWN = "LANE_UNKNOWN";

  /**
   * An advice that nothing came of is forgotten, unless people hold the vehicle. What the gate
   * holds itself is let go then.
   */
  static final Duration KEEP = Duration.ofDays(7);

  /** How many are let go at once. */
  private static final int AT_ONCE = 100;

  /** Before a crossing began, nothing of it can be held, ended or in the way. */
  private static final Answers UNBEGUN =
      new Answers() {
        @Override
        public Role role() {
          return Role.ENTRY;
        }

        @Override
        public Optional<String> noOffer() {
          return Optional.empty();
        }

        @Override
        public Optional<String> notReady() {
          return Optional.empty();
        }

        @Override
        public Optional<String> cannotTake() {
          return Optional.empty();
        }

        @Override
        public boolean held() {
          return false;
        }

        @Override
        public boolean ended() {
          return false;
        }

        @Override
        public boolean justBegun() {
          return false;
        }
      };

  private final ConfigSource config;
  private final Supplier<CrossingDesk> desk;
  private final Handovers handovers;
  private final Outbox outbox;

  Advices(ConfigSource config, Supplier<CrossingDesk> desk, Handovers handovers, Outbox outbox) {
    this.config = config;
    this.desk = desk;
    this.handovers = handovers;
    this.outbox = outbox;
  }

  /** A lane through which vehicles of this partner enter now. */
  static boolean leadsHere(View view, ConfigSource config, Partner partner, String lane) {
    return partner.shares(config, lane)
        && config
            .current()
            .lane(lane)
            .filter(known -> LaneDirection.role(view, known) == Role.ENTRY)
            .isPresent();
  }

  /**
   * ADVISE of a vehicle that has no crossing here. It takes no vehicle from people who hold it, nor
   * from another partner.
   *
   * @return it changed something
   */
  boolean heard(Transaction tx, Message message, UUID id) {
    ObjectNode body = message.envelope().body();
    Partner partner = message.partner();
    String lane = body.path("lane").asText();
    Optional<ObjectNode> before = tx.item(KIND, id.toString());
    if (before.filter(known -> isHeldByPeople(known) || !isOf(known, partner.id())).isPresent()) {
      return false;
    }
    if (!Offers.isReadable(body.path("name").asText())) {
      tellHeld(tx, partner, id, message.envelope().epoch(), "NAME_UNREADABLE");
      return true;
    }
    ObjectNode item =
        before
            .orElseGet(() -> Json.object().put("at", tx.now().toString()))
            .put("partner", partner.id())
            .put("lane", lane)
            .put("name", body.path("name").asText());
    if (!leadsHere(tx, config, partner, lane)) {
      if (partner.shares(config, lane) || before.isPresent()) {
        tx.put(KIND, id.toString(), item.put("advice", "held").put(REASON, LANE_UNKNOWN));
      }
      tellHeld(tx, partner, id, message.envelope().epoch(), LANE_UNKNOWN);
      return true;
    }
    Input input =
        item.has(REASON)
            ? Input.own(Wish.ADVISE_RELEASE, Map.of())
            : Input.message(MessageType.ADVISE, message.envelope().epoch(), Map.of());
    return step(tx, partner, id, item, input);
  }

  private void tellHeld(Transaction tx, Partner partner, UUID id, int epoch, String reason) {
    outbox.send(
        tx,
        partner,
        Optional.of(id),
        MessageType.ADVISE_HOLD,
        epoch,
        Map.of("reason", reason),
        Optional.empty());
  }

  private static boolean isOf(ObjectNode item, String partner) {
    return item.path("partner").asText().equals(partner);
  }

  private static boolean isHeldByPeople(ObjectNode item) {
    return item.path("advice").asText().equals("held") && !item.has(REASON);
  }

  /** A lane was turned, or configured: vehicles wait that the gate itself holds no longer. */
  boolean hasWork(View view) {
    return view.items(KIND).stream().anyMatch(advised -> newlyLed(view, advised).isPresent());
  }

  /** Lets them go, so many at once. */
  int look(Transaction tx) {
    int released = 0;
    for (Item advised : tx.items(KIND)) {
      Optional<Partner> partner = newlyLed(tx, advised);
      if (partner.isPresent() && released < AT_ONCE) {
        release(tx, partner.get(), advised);
        released++;
      }
    }
    return released;
  }

  /** The partner of a vehicle that the gate holds though its lane leads here by now. */
  private Optional<Partner> newlyLed(View view, Item advised) {
    ObjectNode item = advised.body();
    return Optional.of(item)
        .filter(held -> held.has(REASON))
        .flatMap(held -> Partner.of(config, held.path("partner").asText()))
        .filter(partner -> leadsHere(view, config, partner, item.path("lane").asText()));
  }

  private void release(Transaction tx, Partner partner, Item advised) {
    UUID id = UUID.fromString(advised.id());
    step(tx, partner, id, advised.body().deepCopy(), Input.own(Wish.ADVISE_RELEASE, Map.of()));
  }

  private boolean step(Transaction tx, Partner partner, UUID id, ObjectNode item, Input input) {
    Optional<Step> step = EntryTable.TABLE.step(situation(item), input, UNBEGUN);
    step.ifPresent(
        taken -> {
          String advice = taken.next().notes().getOrDefault(Note.ADVICE, "");
          item.remove(REASON);
          tx.put(KIND, id.toString(), item.put("advice", advice));
          for (Step.Act act : taken.acts()) {
            if (act.what() instanceof Output.Send send) {
              Map<String, Object> said = send.body(taken.values());
              outbox.send(
                  tx, partner, Optional.of(id), send.type(), act.epoch(), said, Optional.empty());
            }
          }
        });
    return step.isPresent();
  }

  private static Situation situation(ObjectNode item) {
    String advice = item.path("advice").asText("");
    return advice.isEmpty()
        ? Situation.START
        : new Situation(
            Situation.START.state(),
            Situation.START.epoch(),
            Situation.START.committedEpoch(),
            null,
            Map.of(Note.ADVICE, advice));
  }

  /**
   * The OFFER is there: what was said before goes on in its crossing. What the gate held itself it
   * lets go, for the lane leads here by now.
   */
  void begun(Transaction tx, Partner partner, Crossing crossing) {
    tx.item(KIND, crossing.id().toString())
        .filter(item -> isOf(item, crossing.partner()))
        .ifPresent(
            item -> {
              if (item.has(REASON)) {
                step(tx, partner, crossing.id(), item, Input.own(Wish.ADVISE_RELEASE, Map.of()));
              }
              crossing.handover(Stored.handover(situation(item), null));
              tx.remove(KIND, crossing.id().toString());
            });
  }

  /** What a person wants of an advised vehicle. */
  String decide(Transaction tx, String called, boolean hold, String reason) throws Refusal {
    List<Item> advices = tx.items(KIND);
    List<CrossingRow> rows = entering(tx);
    Optional<Item> advised = advices.stream().filter(item -> item.id().equals(called)).findFirst();
    Optional<CrossingRow> begun =
        rows.stream().filter(row -> row.id().toString().equals(called)).findFirst();
    if (advised.isEmpty() && begun.isEmpty()) {
      List<Item> items = advices.stream().filter(item -> name(item).equals(called)).toList();
      List<CrossingRow> named = rows.stream().filter(row -> row.name().equals(called)).toList();
      if (items.size() + named.size() > 1) {
        throw new Refusal(
            "there are several vehicles '"
                + called
                + "': say the id; 'gate:pending' shows those that are advised");
      }
      advised = items.stream().findFirst();
      begun = named.stream().findFirst();
    }
    boolean done;
    String name;
    if (advised.isPresent()) {
      ObjectNode item = advised.get().body().deepCopy();
      name = name(advised.get());
      Partner partner = partner(item.path("partner").asText());
      UUID id = UUID.fromString(advised.get().id());
      if (hold && item.has(REASON)) { // held by the gate itself; from now on by people
        item.remove(REASON);
        tx.put(KIND, advised.get().id(), item);
        tellHeld(tx, partner, id, Situation.START.epoch(), reason);
        done = true;
      } else {
        Input wish =
            hold
                ? Input.own(Wish.ADVISE_HOLD, Map.of("reason", reason))
                : Input.own(Wish.ADVISE_RELEASE, Map.of());
        done = step(tx, partner, id, item, wish);
      }
    } else {
      Crossing crossing =
          begun
              .flatMap(row -> desk.get().find(tx, row.id()))
              .orElseThrow(
                  () ->
                      new Refusal(
                          "no vehicle '"
                              + called
                              + "' is advised; 'gate:pending' shows those that are"));
      name = crossing.name();
      Object before = crossing.handover().data().get(Note.ADVICE.key());
      handovers.apply(
          tx,
          crossing,
          hold ? new HandoverEvent.AdviseHold(reason) : new HandoverEvent.AdviseRelease());
      desk.get().put(tx, crossing);
      done =
          !String.valueOf(before)
              .equals(String.valueOf(crossing.handover().data().get(Note.ADVICE.key())));
    }
    if (!done) {
      throw new Refusal(
          hold
              ? name
                  + " is held before its offer already, or is offered: hold or refuse the crossing"
              : name + " is not held before its offer");
    }
    return hold
        ? name + " is not to be offered; the partner is told why"
        : name + " may be offered; the partner is told";
  }

  private static List<CrossingRow> entering(View view) {
    return view.openCrossings().stream().filter(row -> row.role().equals(ENTRY)).toList();
  }

  private Partner partner(String id) throws Refusal {
    return Partner.of(config, id)
        .orElseThrow(() -> new Refusal("partner '" + id + "' is not configured"));
  }

  static List<ObjectNode> pending(View view) {
    List<ObjectNode> lines = new ArrayList<>();
    for (Item item : view.items(KIND)) {
      ObjectNode line = Json.object().put("what", "advised").put("id", item.id());
      line.put("partner", item.body().path("partner").asText());
      line.put("lane", item.body().path("lane").asText()).put("name", name(item));
      String advice = item.body().path("advice").asText();
      String why = item.body().path(REASON).asText();
      line.put("state", why.isEmpty() ? advice : advice + ": " + why);
      lines.add(line.put("at", item.body().path("at").asText()));
    }
    entering(view).stream()
        .map(Crossings::of)
        .filter(crossing -> "held".equals(crossing.handover().data().get(Note.ADVICE.key())))
        .forEach(crossing -> lines.add(offered(crossing)));
    return lines;
  }

  /** Offered though people hold it. */
  private static ObjectNode offered(Crossing crossing) {
    ObjectNode line = Json.object().put("what", "advised").put("id", crossing.id().toString());
    line.put("partner", crossing.partner()).put("lane", crossing.lane());
    line.put("name", crossing.name()).put("state", "held, and offered all the same");
    return line.put("at", crossing.openedAt().toString());
  }

  /** Those that nothing came of. The partner is told of those that are not held any more. */
  void forget(Transaction tx) {
    int released = 0;
    for (Item item : tx.items(KIND)) {
      Instant at = Instant.parse(item.body().path("at").asText());
      if (isHeldByPeople(item.body()) || !at.plus(KEEP).isBefore(tx.now())) {
        continue;
      }
      Optional<Partner> partner = Partner.of(config, item.body().path("partner").asText());
      if (item.body().has(REASON) && partner.isPresent()) {
        if (released++ == AT_ONCE) {
          return;
        }
        release(tx, partner.get(), item);
      }
      tx.remove(KIND, item.id());
    }
  }

  private static String name(Item item) {
    return item.body().path("name").asText();
  }
}
