package org.amitygate.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Controller;
import org.amitygate.core.bench.CrashingJournal;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.amitygate.device.BarrierState.Position;
import org.amitygate.device.Command;
import org.amitygate.device.PresenceSensed;
import org.amitygate.device.Reading;

/**
 * The real engine and the model of it, played against each other: after each move, what is on disk
 * must be what the model makes of the records.
 */
public final class Play {

  private static final List<String> LANES = List.of("L1", "L2", "M1");
  private static final Actor PERSON = new Actor("anna", Set.of(Role.values()));
  private static final Actor SECOND = new Actor("binh", Set.of(Role.values()));

  final Bench bench;
  final boolean besideCommit;
  final Model model = new Model();
  final Stages stages = new Stages(this);
  final Outside outside = new Outside(this);
  private final Set<String> acknowledged = new HashSet<>();
  private final Set<String> refused = new HashSet<>();
  private final List<String> faults = new ArrayList<>();
  private boolean diedAtCommit;
  private int read;
  private int number;

  /** With {@code seed}, threads run in any order. */
  public Play(CrashingJournal.Storage storage, long seed) {
    besideCommit = storage.runsBesideCommit();
    bench = new Bench(storage, new Random(seed));
    bench.flows = stages;
    bench.weighbridge = outside::weigh;
    bench.effects.put("mail", Outside::queue);
    bench.effects.put(
        "broken",
        (tx, crossing, effect) -> {
          throw new IllegalStateException("it is broken");
        });
    bench.senders.put("mail", outside::send);
    bench.controllers.forEach((lane, it) -> it.arrives = command -> arrives(lane, command));
    open();
  }

  /** Plays, and then lets everything come to rest. */
  public void play(List<Move> moves) {
    for (Move move : moves) {
      make(move);
      diedAtCommit |= bench.journal.crashed() && !(move instanceof Move.Crash);
      comeUp();
      check();
    }
    new Rest(this).come();
  }

  /** Whether the process died before or after a commit, and not between moves only. */
  boolean diedAtCommit() {
    return diedAtCommit;
  }

  /** Something is wrong that was noticed where nobody listens to exceptions. */
  void fault(String what) {
    faults.add(what);
  }

  String nextNumber() {
    return "n" + ++number;
  }

  void check() {
    look();
    assertThat(faults).isEmpty();
    model.crossings.values().forEach(crossing -> Row.check(bench.journal.view(), crossing));
    assertThat(model.came)
        .as("what was acknowledged, and nothing that was refused")
        .containsAll(acknowledged)
        .noneMatch(refused::contains);
  }

  /** The model reads what is on disk by now. */
  void look() {
    List<Entry> news = bench.journal.recordsAfter(read);
    read += news.size();
    for (Entry entry : news) {
      try {
        model.accept(entry);
      } catch (AssertionError e) {
        fault(e.getMessage() + ", at " + entry);
      }
    }
  }

  // Life and death

  private void open() {
    do {
      bench.open();
      if (bench.journal.crashed()) {
        bench.crash();
      } else {
        return;
      }
    } while (true);
  }

  private void comeUp() {
    if (bench.journal.crashed()) {
      bench.crash();
      stages.crash();
      outside.crash();
      open();
      outside.camerasSendAgain();
    }
  }

  // Moves

  private void make(Move move) {
    if (move instanceof Move.Arrive m) {
      arrive(LANES.get(m.lane()));
    } else if (move instanceof Move.Loop m) {
      loop(LANES.get(m.lane()), m.loop(), m.occupied());
    } else if (move instanceof Move.Plate m) {
      outside.read(LANES.get(m.lane()), m.atExit() ? "exit" : "entry", m.plate());
    } else if (move instanceof Move.Promise m) {
      promise(LANES.get(m.lane()));
    } else if (move instanceof Move.Boom m) {
      boom(LANES.get(m.lane()), m.open());
    } else if (move instanceof Move.Mishap m) {
      bench.controllers.get(LANES.get(m.lane())).mishap = m.mishap();
    } else if (move instanceof Move.Line m) {
      line(LANES.get(m.lane()), m.up());
    } else if (move instanceof Move.Signal m) {
      one(m.crossing()).ifPresent(id -> signal(id, m.name()));
    } else if (move instanceof Move.Hold m) {
      one(m.crossing())
          .ifPresent(id -> submit(id, (tx, c) -> bench.crossings.hold(tx, c, m.reason(), "test")));
    } else if (move instanceof Move.Release m) {
      one(m.crossing()).ifPresent(id -> told(why -> bench.operations.release(PERSON, id, why)));
    } else if (move instanceof Move.Refuse m) {
      one(m.crossing()).ifPresent(id -> told(why -> bench.operations.refuse(PERSON, id, why)));
    } else if (move instanceof Move.Stop m) {
      stop(m.begins());
    } else if (move instanceof Move.Refused) {
      refused();
    } else if (move instanceof Move.Ask m) {
      stages.ask(m.run());
    } else if (move instanceof Move.End m) {
      stages.end(m.run(), m.ending());
    } else if (move instanceof Move.Throw) {
      stages.throwNext();
    } else if (move instanceof Move.Flow m) {
      stages.here(m.here());
    } else if (move instanceof Move.Answer m) {
      outside.answer(m.question(), m.how(), m.twice());
    } else if (move instanceof Move.Deliver m) {
      outside.deliver(m.delivery(), m.how());
    } else {
      machine(move);
    }
  }

  private void machine(Move move) {
    if (move instanceof Move.Work m) {
      bench.time().settle(m.tasks());
    } else if (move instanceof Move.Pass m) {
      bench.time().advance(m.time());
    } else if (move instanceof Move.StandStill m) {
      bench.time().standStill(m.time());
    } else if (move instanceof Move.WallClock m) {
      bench.wallOff = m.off();
    } else if (move instanceof Move.Disk m) {
      bench.journal.down(!m.writable());
    } else if (move instanceof Move.CrashAt m) {
      bench.journal.crashAt(bench.journal.commits() + m.commits(), m.after());
    } else if (move instanceof Move.Crash) {
      bench.journal.crash();
    }
  }

  private Optional<String> one(int choice) {
    List<String> all = List.copyOf(model.crossings.keySet());
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(choice % all.size()));
  }

  /** What a person does is found on disk by its reason. */
  private void told(Function<String, CompletableFuture<String>> deed) {
    String why = nextNumber();
    deed.apply(why).thenAccept(sentence -> acknowledged.add(why));
  }

  interface Change {
    void apply(Transaction tx, Crossing crossing);
  }

  private void submit(String id, Change change) {
    String came = nextNumber();
    bench
        .journal
        .submit(
            tx -> {
              Crossing crossing = bench.crossings.find(tx, UUID.fromString(id)).orElseThrow();
              tx.append("test", "Came", Json.object().put("n", came));
              change.apply(tx, crossing);
              bench.crossings.put(tx, crossing);
              return came;
            })
        .thenAccept(acknowledged::add);
  }

  private void signal(String id, String name) {
    submit(id, (tx, crossing) -> Outside.signal(bench, tx, crossing, name));
  }

  private void refused() {
    String came = nextNumber();
    refused.add(came);
    bench
        .journal
        .submit(
            tx -> {
              tx.append("test", "Came", Json.object().put("n", came));
              throw new Refusal("not this");
            })
        .thenAccept(done -> fault("what was refused is acknowledged: " + came));
  }

  private void stop(boolean begins) {
    if (begins) {
      bench.operations.stop(PERSON, "all", "fire");
    } else {
      bench.operations.resume(PERSON, "all", "over");
      bench.operations.resume(SECOND, "all", "over");
    }
  }

  // Lanes

  void tell(String device, Reading reading, Runnable durable) {
    bench.barriers.accept(device, reading, durable);
  }

  private void arrive(String lane) {
    loop(lane, "entry", true);
    outside.read(lane, "entry", Outside.PLATE);
    loop(lane, "exit", true);
    outside.read(lane, "exit", Outside.PLATE);
  }

  void loop(String lane, String loop, boolean occupied) {
    Controller controller = bench.controllers.get(lane);
    if (controller.loops.put(loop, occupied) == occupied) {
      return;
    }
    if (loop.equals("passage") && !occupied) {
      controller.passages++;
    }
    if (controller.online) {
      PresenceSensed sensed = new PresenceSensed(bench.now(), loop, occupied, false, Map.of());
      tell(lane + ".io", sensed, () -> {});
    }
    bench.report(lane);
  }

  /** As the handover does on COMMIT_OK: the promise and the intent in one transaction. */
  private void promise(String lane) {
    String came = nextNumber();
    bench.journal.submit(
        tx -> {
          Crossing crossing = bench.crossings.inZone(tx, lane).orElse(null);
          if (crossing == null
              || !crossing.open()
              || crossing.role() != org.amitygate.core.crossing.Role.EXIT
              || crossing.handover().state() != HandoverState.LOCAL) {
            return 0;
          }
          crossing.facts().put("plate", Outside.PLATE);
          int epoch = crossing.handover().epoch();
          tx.append(
              "test",
              "Came",
              Json.object()
                  .put("n", came)
                  .put("crossing", crossing.id().toString())
                  .put("epoch", epoch));
          bench.desk.commitOk(tx, crossing);
          bench.crossings.put(tx, crossing);
          return epoch;
        });
  }

  private void boom(String lane, boolean open) {
    Controller controller = bench.controllers.get(lane);
    if (open && controller.accepted > controller.cancelled) {
      controller.leftClosed += controller.position == Position.CLOSED ? 1 : 0;
      controller.position = Position.OPEN;
    } else if (!open) {
      controller.position = Position.CLOSED;
    }
    bench.report(lane);
  }

  void line(String lane, boolean up) {
    Controller controller = bench.controllers.get(lane);
    if (controller.online == up) {
      return;
    }
    controller.online = up;
    if (up) {
      bench.connected(lane);
    } else {
      bench.barriers.onStatus(lane + ".io", false, "lost");
    }
  }

  /** A command is at the controller: its intent must be on disk, and nothing against it. */
  private void arrives(String lane, Command command) {
    if (!command.name().equals(Command.OPEN)) {
      return;
    }
    look();
    String token = lane + " " + command.arguments().get("token");
    int allowed = model.intents.getOrDefault(token, 0);
    model.intents.put(token, allowed - 1);
    if (allowed < 1) {
      fault("an opening that is not on disk: " + token);
    }
    if (bench.journal.view().item("stop", "all").isPresent()) {
      fault("an opening against a GATE_STOP: " + token);
    }
  }
}
