package org.amitygate.core.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.barrier.Barriers;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Deadlines;
import org.amitygate.core.crossing.EffectHandler;
import org.amitygate.core.crossing.FlowRunner;
import org.amitygate.core.crossing.FlowVersions;
import org.amitygate.core.crossing.QuestionDesk;
import org.amitygate.core.crossing.StageRuns;
import org.amitygate.core.crossing.Timekeeper;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Operations;
import org.amitygate.core.outbox.Outbox;
import org.amitygate.core.outbox.Sender;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.Ids;
import org.jspecify.annotations.Nullable;

/**
 * The gate of a {@link Bench}: its parts, which begin anew with each process, its time and its
 * transactions. What is outside of the process (the disk, the flow's code) outlives {@link #crash}.
 */
public abstract class BenchGate {

  private static final Instant START = Instant.parse("2026-11-23T02:00:00Z");

  public final Script script = new Script();
  public FlowRunner flows = script;
  public final Map<String, EffectHandler> effects = new HashMap<>();
  public final Map<String, Sender> senders = new HashMap<>();
  public Evidence evidence = bytes -> "digest" + bytes.length;

  public CrashingJournal journal;
  public Desk desk;

  /** The handover's service is not there at the moment. */
  public boolean handoverAway;

  public Crossings crossings;
  public Barriers barriers;
  public QuestionDesk questions;
  public StageRuns stages;
  public Timekeeper timekeeper;
  public Outbox outbox;
  public Operations operations;

  /** What the machine's wall clock is off. */
  public Duration wallOff = Duration.ZERO;

  private final CrashingJournal.Storage storage;
  private final @Nullable RandomGenerator anyOrder;
  private VirtualTime time;
  private GateClock clock;
  private long ids;

  /** With {@code anyOrder}, tasks run in any order that threads could run them in. */
  BenchGate(CrashingJournal.Storage storage, @Nullable RandomGenerator anyOrder) {
    this.storage = storage;
    this.anyOrder = anyOrder;
    time = new VirtualTime(START, anyOrder);
  }

  /** The gate's configuration. */
  public abstract ConfigSource config();

  /** The devices of the process that begins. */
  abstract QuestionDesk.Devices connect(VirtualTime time);

  /** The process is at work: the device host tells which devices are there. */
  abstract void tellWhatIsConnected();

  /** Begins a process. */
  final void make() {
    clock = time.gateClock(storage.lastAt(), () -> wallOff);
    journal = storage.start(time, clock);
    QuestionDesk.Devices devices = connect(time);
    List<HandoverEvent> events = desk == null ? List.of() : desk.events;
    desk = new Desk();
    desk.events.addAll(events);
    Ids next = () -> new UUID(++ids, 0);
    crossings = new Crossings(config(), () -> flows, () -> desk);
    barriers =
        new Barriers(
            journal,
            bytes -> evidence.keep(bytes),
            time,
            config(),
            crossings,
            this::handover,
            devices,
            clock,
            time,
            next);
    questions =
        new QuestionDesk(journal, crossings, devices, barriers.weights(), time, clock, next);
    FlowVersions versions = new FlowVersions(journal, crossings, () -> flows, time);
    stages =
        new StageRuns(
            journal,
            crossings,
            () -> flows,
            versions,
            kind -> Optional.ofNullable(effects.get(kind)),
            questions,
            time,
            time);
    crossings.observe(stages);
    timekeeper = new Timekeeper(clock, time);
    crossings.observe(timekeeper);
    outbox = new Outbox(journal, kind -> Optional.ofNullable(senders.get(kind)), time);
    operations = new Operations(journal, config(), crossings, versions, barriers, () -> desk, next);
    desk.serve(crossings, barriers.interlock());
  }

  private Desk handover() {
    if (handoverAway) {
      throw new IllegalStateException("the service of bundle gate-partner is not there");
    }
    return desk;
  }

  /** As the gate opens: reads what was stored, and goes on. */
  public void open() {
    record Stored(List<Crossing> crossings, List<Outgoing> outbox) {}
    Stored stored =
        tx(
            tx -> {
              barriers.restore(tx);
              List<Crossing> open = crossings.restore(tx);
              tx.append("gate", "GateStarted", Json.object().put("openCrossings", open.size()));
              return new Stored(open, tx.outbox());
            });
    if (stored == null) {
      return;
    }
    stored
        .crossings()
        .forEach(
            crossing -> crossing.dueAt().ifPresent(at -> timekeeper.restore(crossing.id(), at)));
    stages.open(stored.crossings());
    timekeeper.open(new Deadlines(journal, crossings));
    outbox.open(stored.outbox());
    tellWhatIsConnected();
    barriers.open();
    barriers.hours().open(clock, time);
    settle();
  }

  /** The process dies; what it planned does not happen. */
  public void crash() {
    crash(Duration.ofSeconds(2));
  }

  private void crash(Duration down) {
    journal.crash();
    time.stop();
    time = new VirtualTime(time.now().plus(down), anyOrder);
    make();
  }

  public void downFor(Duration time) {
    crash(time);
    open();
  }

  public void restart() {
    crash();
    open();
  }

  // Time

  public void settle() {
    time.settle();
  }

  /** Runs one task. */
  public void step() {
    time.settle(1);
  }

  public void pass(Duration by) {
    time.advance(by);
  }

  /** Gate time. */
  public Instant now() {
    return clock.now();
  }

  public VirtualTime time() {
    return time;
  }

  // Transactions

  public void fact(UUID id, String name, String value) {
    tx(
        tx -> {
          Crossing crossing = crossings.find(tx, id).orElseThrow();
          crossing.facts().put(name, value);
          crossings.put(tx, crossing);
          return id;
        });
  }

  /** What a change of a crossing does and answers. */
  public interface Change<R> {
    R apply(Transaction tx, Crossing crossing) throws Refusal;
  }

  public <R> R change(UUID id, Change<R> change) {
    return tx(
        tx -> {
          Crossing crossing = crossings.find(tx, id).orElseThrow();
          R result = change.apply(tx, crossing);
          crossings.put(tx, crossing);
          return result;
        });
  }

  public <R> R tx(Journal.Work<R> work) {
    CompletableFuture<R> result = journal.submit(work);
    settle();
    return get(result);
  }

  /** The result; null if the process died. */
  public static <R> R get(CompletableFuture<R> future) {
    try {
      return future.getNow(null);
    } catch (CompletionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** What a person is told: the sentence, or {@code refused: } and why. */
  public String told(CompletableFuture<?> future) {
    settle();
    return future
        .handle((sentence, failure) -> failure == null ? String.valueOf(sentence) : why(failure))
        .getNow("nothing yet");
  }

  private static String why(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return (cause instanceof Refusal ? "refused: " : cause.getClass().getSimpleName() + ": ")
        + cause.getMessage();
  }

  public Crossing crossing(UUID id) {
    return Crossings.of(journal.view().crossing(id).orElseThrow());
  }

  public Crossing inZone(String lane) {
    return tx(tx -> crossings.inZone(tx, lane).map(c -> crossing(c.id())).orElse(null));
  }

  public List<CrossingRow> all() {
    return journal.view().recentCrossings(1000);
  }

  public List<String> timeline(UUID id) {
    return journal.types("crossing:" + id);
  }
}
