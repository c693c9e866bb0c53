package org.amitygate.partner.link;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.Handover;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.partner.envelope.Bodies;

/** What is said between two gates in the cases that partners are given samples of. */
enum Scenarios {
  HANDOVER("a vehicle is handed over, held, sampled and cleared") {
    @Override
    void play(GatePair pair) {
      laneState(pair.exit(), "OPEN", "");
      laneState(pair.entry(), "OPEN", "");
      begin(pair);
      pair.upTo(HandoverState.IN_STRIP);
      pair.clock().forward(Duration.ofMinutes(2));
      pair.entry().event(new HandoverEvent.ArrivalMatched());
      pair.deliverAll();
      pair.entry().effect("held", Map.of("reason", "papers are looked at"));
      pair.entry().effect("sample-pending", Map.of("reason", "pesticide residues"));
      pair.deliverAll();
      pair.clock().forward(Duration.ofHours(5));
      pair.entry().effect("clear");
      pair.deliverAll();
    }
  },

  ADVICE("a vehicle is advised, held by people and let go, and offered within the quota") {
    @Override
    void play(GatePair pair) {
      TestGate exit = pair.exit();
      TestGate entry = pair.entry();
      entry.change(
          tx -> entry.link.talk().quota(tx, "L3", 40, Instant.parse("2026-11-23T11:00:00Z")));
      begin(pair);
      exit.effect("advise");
      pair.deliverAll();
      entry.change(tx -> entry.link.talk().advice(tx, exit.truck().name(), true, "certificate"));
      pair.deliverAll();
      pair.clock().forward(Duration.ofHours(1));
      entry.change(tx -> entry.link.talk().advice(tx, exit.truck().name(), false, "it came"));
      pair.deliverAll();
      pair.upTo(HandoverState.OFFERED);
    }
  },

  REFUSAL("an offer is refused, made again in the next epoch, and taken back") {
    @Override
    void play(GatePair pair) {
      begin(pair);
      pair.upTo(HandoverState.OFFERED);
      pair.entry().effect("refuse", Map.of("code", "NOT_ANNOUNCED"));
      pair.deliverAll();
      pair.clock().forward(Duration.ofMinutes(1));
      pair.upTo(HandoverState.ACCEPTED);
      pair.exit().effect("withdraw");
      pair.deliverAll();
    }
  },

  ATTEMPTS("attempts that end at the barrier: denied, stayed, never opened") {
    @Override
    void play(GatePair pair) {
      begin(pair);
      pair.upTo(HandoverState.ACCEPTED);
      pair.entry().cannotTake = java.util.Optional.of("STRIP_FULL");
      pair.exit().effect("commit");
      pair.deliverAll();
      pair.entry().cannotTake = java.util.Optional.empty();
      pair.clock().forward(Duration.ofMinutes(1));
      pair.upTo(HandoverState.OPENING);
      pair.exit().event(new HandoverEvent.Opened());
      pair.exit().event(new HandoverEvent.NotDeparted());
      pair.deliverAll();
      pair.clock().forward(Duration.ofMinutes(1));
      pair.upTo(HandoverState.OPENING);
      pair.exit().event(new HandoverEvent.NotOpened("STUCK"));
      pair.deliverAll();
    }
  },

  MISMATCH("another vehicle is seen in the strip") {
    @Override
    void play(GatePair pair) {
      begin(pair);
      pair.upTo(HandoverState.IN_STRIP);
      pair.entry().event(new HandoverEvent.ArrivalMismatched("30A-999.99"));
      pair.deliverAll();
    }
  },

  MANUAL_ARRIVAL("two people sign that a vehicle arrived that no sensor could see") {
    @Override
    void play(GatePair pair) {
      begin(pair);
      pair.upTo(HandoverState.IN_STRIP);
      pair.entry().event(new HandoverEvent.PeopleReceived("anna", "binh"));
      pair.deliverAll();
    }
  },

  RETURN("a vehicle that was received goes back by a crossing with the roles swapped") {
    @Override
    void play(GatePair pair) {
      begin(pair);
      pair.upTo(HandoverState.IN_STRIP);
      pair.entry().event(new HandoverEvent.ArrivalMatched());
      pair.deliverAll();
      pair.entry().effect("return", Map.of("reason", "refused by quarantine"));
      pair.deliverAll();
      pair.exit().effect("return-accept");
      pair.deliverAll();
      turnRound(pair);
      UUID back = UUID.fromString("0193a5f0-0000-7000-8000-00000000000b");
      TestGate from = pair.entry();
      from.change(
          tx -> {
            Map<String, Object> facts = new LinkedHashMap<>(FACTS);
            facts.put(Bodies.RETURN_OF, TestGate.TRUCK.toString());
            var crossing = from.crossings.begin(tx, back, "", Role.EXIT, "L3", facts);
            from.link.handovers().apply(tx, crossing, new HandoverEvent.Offer(facts));
            from.crossings.put(tx, crossing);
            return "offered";
          });
      pair.deliverAll();
    }

    /** The lane leads the other way now. */
    private void turnRound(GatePair pair) {
      pair.exit().turn(LaneConfig.Direction.IMPORT);
      pair.entry().turn(LaneConfig.Direction.EXPORT);
    }
  },

  JOINT_INSPECTION("both sides inspect a vehicle and agree, and it gets another seal") {
    @Override
    void play(GatePair pair) {
      begin(pair);
      pair.upTo(HandoverState.ACCEPTED);
      pair.entry().event(new HandoverEvent.JointOpen("the seal differs from the papers"));
      pair.deliverAll();
      result(pair.exit(), "SOUND");
      result(pair.entry(), "SOUND");
      pair.deliverAll();
      pair.exit().event(new HandoverEvent.SealChanged("VN0012345", "VN0054321"));
      pair.deliverAll();
    }
  },

  JOINT_DISPUTE("both sides inspect a vehicle and do not agree") {
    @Override
    void play(GatePair pair) {
      begin(pair);
      pair.upTo(HandoverState.ACCEPTED);
      pair.exit().event(new HandoverEvent.JointOpen("the seal is broken"));
      pair.deliverAll();
      result(pair.exit(), "SOUND");
      pair.deliverAll();
      result(pair.entry(), "SEAL_BROKEN");
      pair.deliverAll();
    }
  },

  STATUS("the entry side hears nothing for five minutes and asks") {
    @Override
    void play(GatePair pair) {
      begin(pair);
      pair.upTo(HandoverState.OPENING);
      pair.clock().forward(Duration.ofMinutes(5));
      pair.entry().event(new HandoverEvent.Due());
      pair.deliverAll();
    }
  },

  TIDAL_LANE("a lane is turned: proposed, and agreed by the other side's people") {
    @Override
    void play(GatePair pair) {
      for (TestGate gate : new TestGate[] {pair.exit(), pair.entry()}) {
        gate.tidal();
        gate.change(tx -> gate.link.talk().laneDirection(tx, "L3", true));
        pair.deliverAll();
      }
    }
  },

  INCIDENTS("a lane is stopped after a tailgate, people acknowledge it; a vehicle passed by hand") {
    @Override
    void play(GatePair pair) {
      TestGate stopped = pair.exit();
      stopped.change(
          tx -> {
            stopped.link.handovers().laneState(tx, "L3", "STOP", "PERSON");
            return stopped.link.talk().incident(tx, "L3", "TAILGATE");
          });
      while (stopped.deliver()) {
        // until it is told
      }
      TestGate entry = pair.entry();
      String id = entry.link.talk().pending(entry.journal.view()).get(0).path("id").asText();
      entry.change(tx -> entry.link.talk().acknowledge(tx, id));
      pair.deliverAll();
      begin(pair);
      TestGate exit = pair.exit();
      exit.with((tx, crossing) -> exit.link.handovers().passedByHand(tx, crossing, "29C-123.45"));
      pair.deliverAll();
    }
  },

  EVIDENCE("each side binds itself to its records, and the other one countersigns") {
    @Override
    void play(GatePair pair) {
      begin(pair);
      pair.upTo(HandoverState.OFFERED);
      heads(pair);
      pair.exit().effect("withdraw");
      pair.deliverAll();
      heads(pair);
    }

    private void heads(GatePair pair) {
      pair.clock().forward(Duration.ofMinutes(1));
      for (TestGate gate : new TestGate[] {pair.exit(), pair.entry()}) {
        gate.link.look();
        pair.deliverAll();
      }
    }
  },

  RECONCILIATION("the books are compared: equal, and then with a record that was changed") {
    @Override
    void play(GatePair pair) {
      Instant begun = SharedCrossings.begun(TestGate.TRUCK);
      pair.clock().forward(Duration.between(pair.clock().now(), begun));
      begin(pair);
      pair.upTo(HandoverState.IN_STRIP);
      pair.entry().event(new HandoverEvent.ArrivalMatched());
      pair.deliverAll();
      pair.entry().effect("clear");
      pair.deliverAll();
      compare(pair);
      pair.exit()
          .with(
              (tx, crossing) ->
                  crossing.handover(new Handover(HandoverState.RECEIVED, 1, 1, null, Map.of())));
      compare(pair);
    }

    private void compare(GatePair pair) {
      pair.clock().forward(Duration.ofMinutes(2));
      pair.exit()
          .link
          .reconciliation()
          .reconcile(pair.exit().other, Duration.ofDays(1), "a person");
      pair.deliverAll();
    }
  };

  static final Map<String, Object> FACTS =
      Map.of(
          "plate", "29C-123.45",
          "container", "CSQU3054383",
          "seal", "VN0012345",
          "grossKg", 31200L,
          "declaration", "DEC-000017");

  final String title;

  Scenarios(String title) {
    this.title = title;
  }

  abstract void play(GatePair pair);

  /** Name of its file. */
  String file() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + ".json";
  }

  private static void begin(GatePair pair) {
    pair.exit().begin(FACTS);
  }

  private static void laneState(TestGate gate, String state, String reason) {
    gate.change(
        tx -> {
          gate.link.handovers().laneState(tx, "L3", state, reason);
          return state;
        });
    while (gate.deliver()) {
      // until it is told
    }
  }

  private static void result(TestGate gate, String verdict) {
    gate.event(
        new HandoverEvent.JointResult(
            Map.of("verdict", verdict, "seal", "VN0012345", "grossKg", 31200L)));
  }
}
