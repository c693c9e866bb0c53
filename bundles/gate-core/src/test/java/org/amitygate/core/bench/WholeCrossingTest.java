package org.amitygate.core.bench;

import static org.amitygate.core.bench.Script.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Declarations;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.json.Json;
import org.amitygate.device.BarrierState.Position;
import org.amitygate.device.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One truck from the first loop to the other gate, with the process dying at every single commit in
 * between.
 */
@Timeout(240)
class WholeCrossingTest {

  private static final long SEED = 20_261_123;
  private static final Duration STEP = Duration.ofMillis(250);

  /** The world and the other gate around one bench; knows nothing of what the gate thinks. */
  private static final class Journey {
    private final Bench bench = new Bench();
    private int sent;
    private boolean there;
    private boolean gone;
    private int steps;
    private long moved;

    Journey() {
      bench
          .script
          .stage("arrive", await("plate.entry", "identify"))
          .stage(
              "identify",
              call -> {
                String plate =
                    call.signal()
                        .map(s -> String.valueOf(s.data().get("plate")))
                        .orElse(Bench.PLATE);
                return call.questions()
                    .declaration(1, plate, Optional.of(95))
                    .thenCompose(
                        match -> {
                          Map<String, Object> facts = new java.util.HashMap<>(call.facts());
                          facts.put("plate", plate);
                          facts.put(
                              "declaration", String.valueOf(match.declaration().get("reference")));
                          return result(new StageOutcome.Next("position"), facts);
                        });
              })
          .stage("position", await("at-exit", "weigh"))
          .stage(
              "weigh",
              call ->
                  call.questions()
                      .device(1, "weighbridge", Command.WEIGH, Duration.ofSeconds(15))
                      .thenCompose(
                          answer -> {
                            Map<String, Object> facts = new java.util.HashMap<>(call.facts());
                            facts.put("weighed", answer.reading().isPresent());
                            return result(
                                new StageOutcome.Next(
                                    answer.reading().isPresent() ? "offer" : "weigh"),
                                facts);
                          }))
          .stage(
              "offer",
              new StageOutcome.Next("offered"),
              new Effect("partner", "", "offer", Map.of()))
          .stage("offered", await("departed,received,aborted", "moved"))
          .stage(
              "moved",
              call ->
                  call.signal().filter(s -> s.name().equals("aborted")).isPresent()
                      ? result(new StageOutcome.Next("offer"), call.facts())
                      : result(
                          call.signal().filter(s -> s.name().equals("received")).isPresent()
                              ? new StageOutcome.Done()
                              : awaiting("received", "moved"),
                          call.facts()));
      bench.effects.put(
          "partner",
          (tx, crossing, effect) -> {
            Desk.to(crossing, HandoverState.OFFERED);
            String id = crossing.id() + ":" + crossing.handover().epoch();
            tx.enqueue(
                new Outgoing(id, "crossing:" + crossing.id(), "offer", tx.now(), Json.object()));
          });
      bench.senders.put(
          "offer",
          outgoing -> {
            sent++;
            return CompletableFuture.completedFuture(tx -> 0);
          });
    }

    private static StageOutcome await(String answers, String then) {
      return awaiting(answers, then);
    }

    private static StageOutcome.Await awaiting(String answers, String then) {
      return new StageOutcome.Await(
          List.of(answers.split(",")), Duration.ofDays(1), "hold:PARTNER_SILENT", then);
    }

    Optional<Crossing> crossing() {
      return bench.all().stream()
          .filter(CrossingRow::open)
          .findFirst()
          .or(() -> bench.all().stream().findFirst())
          .map(Crossings::of);
    }

    boolean done() {
      return crossing().filter(c -> c.state() == Crossing.State.DONE).isPresent();
    }

    /** What the world does next, by what it sees: a truck, a boom, the offers that came. */
    void step() {
      bench.scale = new org.amitygate.device.Outcome.Done(Optional.of(bench.weight(31_000, true)));
      Controller controller = bench.controller();
      steps++;
      if (!there) {
        there = true;
        bench.loop("L1", "entry", true);
        bench.plate("L1", "entry", Bench.PLATE);
      } else if (steps == 4) {
        bench.loop("L1", "exit", true);
        bench.plate("L1", "exit", Bench.PLATE);
      } else if (controller.accepted > Math.max(controller.cancelled, moved)
          && controller.position == Position.CLOSED) {
        moved = controller.accepted;
        bench.boom("L1", Position.OPEN);
      } else if (controller.position == Position.OPEN && !gone) {
        gone = true;
        bench.drivesThrough("L1");
      } else if (controller.position == Position.OPEN) {
        bench.boom("L1", Position.CLOSED);
      }
      partner();
      bench.pass(STEP);
    }

    /** What was not acknowledged, a camera sends again. */
    private void cameras() {
      for (String position : List.of("entry", "exit")) {
        boolean read =
            bench.controller().loops.get(position) && (steps >= 4 || position.equals("entry"));
        if (read && !bench.durable.contains("L1.plate-camera." + position)) {
          bench.plate("L1", position, Bench.PLATE);
        }
      }
    }

    /** The other gate: answers what reached it, as often as it must. */
    private void partner() {
      crossing()
          .filter(Crossing::open)
          .ifPresent(
              c -> {
                HandoverState state = c.handover().state();
                if (state == HandoverState.OFFERED
                    && sent > 0
                    && bench.journal.view().outbox().isEmpty()) {
                  bench.journal.submit(
                      tx -> {
                        Crossing now = bench.crossings.find(tx, c.id()).orElseThrow();
                        if (now.handover().state() == HandoverState.OFFERED
                            && bench.desk.interlock().notReady(tx, now).isEmpty()) {
                          bench.desk.commitOk(tx, now);
                          bench.crossings.put(tx, now);
                        }
                        return 0;
                      });
                  bench.settle();
                } else if (gone
                    && (state == HandoverState.IN_STRIP
                        || state == HandoverState.HOLD_BARRIER
                        || state == HandoverState.OPENED
                        || state == HandoverState.OPENING)) {
                  bench.journal.submit(
                      tx -> {
                        Crossing now = bench.crossings.find(tx, c.id()).orElseThrow();
                        Desk.to(now, HandoverState.RECEIVED);
                        bench.crossings.signal(tx, now, "received", Map.of());
                        bench.crossings.put(tx, now);
                        return 0;
                      });
                  bench.settle();
                }
              });
    }

    /** The gate opens, and the trader announces. */
    Journey begin() {
      bench.open();
      bench.tx(
          tx ->
              Declarations.announce(
                  tx,
                  Json.object()
                      .put("reference", "DEC-1")
                      .put("plate", Bench.PLATE)
                      .put("direction", "export")));
      return this;
    }

    /** Runs on to the end; comes up again after it died. */
    Journey run() {
      for (int i = 0; i < 400 && !done(); i++) {
        step();
        if (bench.journal.crashed()) {
          bench.crash();
          bench.open();
          cameras();
        }
      }
      return this;
    }

    String end() {
      Crossing crossing = crossing().orElseThrow();
      return crossing.state()
          + " "
          + crossing.handover().state()
          + " "
          + crossing.fact("plate")
          + " "
          + crossing.fact("declaration")
          + " weighed "
          + crossing.fact("weighed")
          + ", crossings "
          + bench.all().size()
          + ", left closed "
          + bench.controller().leftClosed
          + ", outbox "
          + bench.journal.view().outbox().size();
    }
  }

  @Test
  void aCrashAtAnyCommitEndsAsWithoutOneWithOneOpening() {
    Journey smooth = new Journey().begin();
    int first = smooth.bench.journal.commits() + 1;
    smooth.run();
    String end = smooth.end();
    assertThat(end)
        .startsWith(
            "DONE RECEIVED " + Bench.PLATE + " DEC-1 weighed true, crossings 1, left closed 1");
    assertThat(smooth.bench.controller().sent(Command.OPEN)).isEqualTo(1);
    int commits = smooth.bench.journal.commits();
    System.out.println(
        "whole crossing: seed "
            + SEED
            + ", "
            + commits
            + " commits, each crashed before and after");

    Random random = new Random(SEED);
    for (int commit = first; commit <= commits; commit++) {
      for (boolean after : new boolean[] {false, true}) {
        Journey journey = new Journey().begin();
        journey.bench.journal.crashAt(commit, after);
        if (random.nextInt(4) == 0) {
          journey.bench.controller().mishap = Controller.Mishap.ANSWER_LOST;
        }
        journey.run();
        String where = "seed " + SEED + ", commit " + commit + (after ? ", after" : ", before");
        assertThat(journey.bench.controller().leftClosed).as(where).isEqualTo(1);
        assertThat(journey.end()).as(where).isEqualTo(end);
      }
    }
  }
}
