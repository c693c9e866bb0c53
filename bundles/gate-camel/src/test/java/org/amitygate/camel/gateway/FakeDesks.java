package org.amitygate.camel.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.Handover;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;

/** Desks that write down, in one list, what they were asked to do. */
final class FakeDesks implements CrossingDesk, HandoverDesk {

  final List<String> done = new ArrayList<>();
  private final Map<UUID, Crossing> crossings = new HashMap<>();

  /** A crossing as the store has it, an hour old. */
  Crossing crossing(MemoryJournal journal, String declaration, HandoverState state, boolean open) {
    return crossing(journal, declaration, state, open, Instant.parse("2026-03-01T03:00:00Z"));
  }

  Crossing crossing(
      MemoryJournal journal, String declaration, HandoverState state, boolean open, Instant at) {
    UUID id = UUID.randomUUID();
    Crossing crossing =
        new Crossing(id, "HN-1", Role.EXIT, "L1", "p", "cargo-export", "1.0.0", "customs", at);
    crossing.facts().put("declaration", declaration);
    crossing.handover(new Handover(state, 1, 0, null, Map.of()));
    crossings.put(id, crossing);
    CrossingRow row =
        new CrossingRow(
            id,
            "HN-1",
            "EXIT",
            "L1",
            "cargo-export",
            "1.0.0",
            "UNDER_WAY",
            "customs",
            "",
            "29C1",
            declaration,
            open,
            at,
            at,
            Optional.empty(),
            1,
            Body.of(Json.object()));
    journal.now(
        tx -> {
          tx.put(row);
          return row;
        });
    return crossing;
  }

  @Override
  public Optional<Crossing> find(Transaction tx, UUID id) {
    return Optional.ofNullable(crossings.get(id));
  }

  @Override
  public Optional<Crossing> inZone(Transaction tx, String lane) {
    throw new AssertionError();
  }

  @Override
  public Crossing begin(
      Transaction tx, UUID id, String name, Role role, String lane, Map<String, Object> facts) {
    throw new AssertionError();
  }

  @Override
  public void put(Transaction tx, Crossing crossing) {
    done.add("put");
  }

  @Override
  public void signal(Transaction tx, Crossing crossing, String name, Map<String, Object> data) {
    done.add("signal " + name + " " + data.get("verdict"));
  }

  @Override
  public void unsay(Crossing crossing, String name) {
    done.add("unsay " + name);
  }

  @Override
  public void hold(Transaction tx, Crossing crossing, HoldReason reason, String text) {
    done.add("hold " + reason);
  }

  @Override
  public void refuse(Transaction tx, Crossing crossing, String code) {
    throw new AssertionError();
  }

  @Override
  public void done(Transaction tx, Crossing crossing) {
    throw new AssertionError();
  }

  @Override
  public void correct(Transaction tx, Crossing crossing, String fact, String value) {
    done.add("correct " + fact + " " + value);
  }

  @Override
  public void mayBegin(Role role, String lane) {
    throw new AssertionError();
  }

  @Override
  public void note(Transaction tx, Crossing crossing, String type, ObjectNode body) {
    tx.append("crossing:" + crossing.id(), type, body);
  }

  @Override
  public void note(
      Transaction tx, Crossing crossing, String type, int v, ObjectNode body, ObjectNode personal) {
    throw new AssertionError();
  }

  @Override
  public void apply(Transaction tx, Crossing crossing, HandoverEvent event) {
    done.add("handover " + event);
  }

  @Override
  public void laneState(Transaction tx, String lane, String state, String reason) {
    throw new AssertionError();
  }

  @Override
  public void laneAlarm(Transaction tx, String lane, String state, String kind) {
    throw new AssertionError();
  }

  @Override
  public void passedByHand(Transaction tx, Crossing crossing, String plate) {
    throw new AssertionError();
  }

  @Override
  public void forget(Transaction tx, Crossing crossing) {
    throw new AssertionError();
  }
}
