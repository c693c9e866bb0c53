package org.amitygate.core.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.amitygate.config.ArchiveConfig;
import org.amitygate.config.GateConfig;
import org.amitygate.config.OpeningHours;
import org.amitygate.core.barrier.Barriers;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.EffectHandler;
import org.amitygate.core.crossing.FlowRunner;
import org.amitygate.core.crossing.FlowVersions;
import org.amitygate.core.crossing.QuestionDesk;
import org.amitygate.core.crossing.StageRuns;
import org.amitygate.core.crossing.Timekeeper;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Operations;
import org.amitygate.core.operations.Role;
import org.amitygate.core.outbox.Outbox;
import org.amitygate.core.outbox.Sender;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.Ids;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.amitygate.device.PlateRead;
import org.amitygate.device.PresenceSensed;
import org.amitygate.device.Reading;
import org.amitygate.device.WeightMeasured;
import org.jspecify.annotations.Nullable;

/**
 * One gate without threads, sockets and disks: export lanes {@code L1} and {@code L2}, import lane
 * {@code M1}. What is outside of the process (disk, controllers, the flow's code) outlives {@link
 * #crash}.
 */
public final class Bench {

  public static final String PLATE = "29C-123.45";
  private static final Instant START = Instant.parse("2026-11-23T02:00:00Z");
  public static final Duration AFTER_START = Duration.ofSeconds(30);
  public static final Actor GUARD = new Actor("guard", Set.of(Role.BORDER_GUARD));
  public static final Actor OPERATOR = new Actor("operator", Set.of(Role.OPERATOR));
  public static final Actor SUPERVISOR = new Actor("chief", Set.of(Role.SUPERVISOR));

  public final Map<String, Controller> controllers = new TreeMap<>();
  public final Script script = new Script();
  public FlowRunner flows = script;
  public final Map<String, EffectHandler> effects = new HashMap<>();
  public final Map<String, Sender> senders = new HashMap<>();
  public final List<Command> asked = new ArrayList<>();
  public final List<String> durable = new ArrayList<>();
  public Evidence evidence = bytes -> "digest" + bytes.length;
  public Outcome scale = new Outcome.NotSent("no scale");

  /** Says what the scale is, unless the test has another one. */
  public Weighbridge weighbridge =
      within -> CompletableFuture.supplyAsync(() -> scale, task -> time().execute(task));

  /** Opening hours of lanes; others are always open. */
  public final Map<String, OpeningHours> hours = new HashMap<>();

  public GateConfig.State pair = GateConfig.State.OPERATING;
  public ArchiveConfig archive = ArchiveConfig.NONE;

  /** Lanes to the other side have a camera at the stop line; nobody runs it. */
  public boolean exitCameras = true;

  public CrashingJournal journal;
  public Desk desk;
  public Crossings crossings;
  public Barriers barriers;
  public QuestionDesk questions;
  public StageRuns stages;
  public Timekeeper timekeeper;
  public Outbox outbox;
  public Operations operations;

  /** Lanes that are in the file no more, or not yet. */
  final Set<String> takenOut = new TreeSet<>();

  public final BenchConfig config = new BenchConfig(this);
  private Wire wire;

  /** What the machine's wall clock is off. */
  public Duration wallOff = Duration.ZERO;

  private final CrashingJournal.Storage storage;
  private final @Nullable RandomGenerator anyOrder;
  private VirtualTime time;
  private GateClock clock;
  private long ids;
  private int plateEvents;

  public Bench() {
    this(new MemoryJournal.Disk(), null);
  }

  /** With {@code anyOrder}, tasks run in any order that threads could run them in. */
  @SuppressWarnings("NullAway")
  public Bench(CrashingJournal.Storage storage, @Nullable RandomGenerator anyOrder) {
    this.storage = storage;
    this.anyOrder = anyOrder;
    time = new VirtualTime(START, anyOrder);
    List.of("L1", "L2", "M1").forEach(lane -> controllers.put(lane, new Controller()));
    make();
  }

  /** A gate at work whose controllers are online. */
  public static Bench atWork() {
    Bench bench = new Bench();
    if (bench.script.stages.isEmpty()) {
      bench.script.stage("first", call -> new CompletableFuture<>());
    }
    bench.open();
    return bench;
  }

  private void make() {
    clock = time.gateClock(storage.lastAt(), () -> wallOff);
    journal = storage.start(time, clock);
    wire = new Wire(this, time);
    List<org.amitygate.core.handover.HandoverEvent> events = desk == null ? List.of() : desk.events;
    desk = new Desk();
    desk.events.addAll(events);
    Ids next = () -> new UUID(++ids, 0);
    crossings = new Crossings(config, () -> flows, () -> desk);
    barriers =
        new Barriers(
            journal,
            bytes -> evidence.keep(bytes),
            time,
            config,
            crossings,
            () -> desk,
            wire,
            time,
            next);
    questions = new QuestionDesk(journal, crossings, wire, barriers.weights(), time, clock, next);
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
    operations = new Operations(journal, config, crossings, versions, barriers, () -> desk, next);
    desk.crossings = crossings;
    desk.interlock = barriers.interlock();
  }

  /** As the gate opens: reads what was stored, and goes on. */
  public void open() {
    record Stored(List<Crossing> crossings, List<Outgoing> outbox) {}
    Stored stored =
        tx(
            tx -> {
              barriers.restore(tx);
              List<Crossing> open = crossings.restore(tx, tx.now().plus(AFTER_START));
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
    timekeeper.open(
        id ->
            journal.submit(
                tx -> {
                  crossings.due(tx, id);
                  return id;
                }));
    outbox.open(stored.outbox());
    controllers.forEach(
        (lane, controller) -> {
          if (controller.online) {
            connected(lane);
          }
        });
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

  /** Answers the question for a weight. */
  public interface Weighbridge {
    CompletionStage<Outcome> weigh(Duration within);
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

  // Devices

  /** The controller's connection is lost. */
  public void disconnect(String lane) {
    controllers.get(lane).online = false;
    barriers.onStatus(lane + ".io", false, "lost");
    settle();
  }

  /** The file that the gate reads next has no such lane. */
  public void withoutLane(String lane) {
    takenOut.add(lane);
  }

  /** The lane is taken out of the file: its devices are let go. */
  public void takeOut(String lane) {
    withoutLane(lane);
    barriers.lanesChanged();
    disconnect(lane);
  }

  /** The lane is in the file again. */
  public void putBack(String lane) {
    takenOut.remove(lane);
    barriers.lanesChanged();
    reconnect(lane);
  }

  public void reconnect(String lane) {
    controllers.get(lane).online = true;
    connected(lane);
    settle();
  }

  public void connected(String lane) {
    Controller controller = controllers.get(lane);
    barriers.onStatus(lane + ".io", true, "");
    for (boolean occupied : new boolean[] {true, false}) {
      controller.loops.forEach(
          (loop, is) -> {
            if (is == occupied) {
              tell(lane + ".io", new PresenceSensed(clock.now(), loop, is, true, Map.of()));
            }
          });
    }
    report(lane);
    wire.back(lane);
  }

  public void accept(String device, Reading reading) {
    tell(device, reading);
    settle();
  }

  private void tell(String device, Reading reading) {
    barriers.accept(device, reading, () -> durable.add(device));
  }

  /** The driver tells the state of the controller. */
  public void report(String lane) {
    if (controllers.get(lane).online) {
      tell(lane + ".io", controllers.get(lane).state(clock.now()));
    }
  }

  public void loop(String lane, String loop, boolean occupied) {
    controllers.get(lane).loops.put(loop, occupied);
    if (controllers.get(lane).online) {
      accept(lane + ".io", new PresenceSensed(clock.now(), loop, occupied, false, Map.of()));
    }
    if (loop.equals("passage") && !occupied) {
      controllers.get(lane).passages++;
      report(lane);
    }
    settle();
  }

  public void boom(String lane, org.amitygate.device.BarrierState.Position position) {
    Controller controller = controllers.get(lane);
    if (controller.position == org.amitygate.device.BarrierState.Position.CLOSED
        && position != controller.position) {
      controller.leftClosed++;
    }
    controller.position = position;
    report(lane);
    settle();
  }

  public void plate(String lane, String position, String plate) {
    plate(lane, position, plate, Optional.of(95));
  }

  public void plate(String lane, String position, String plate, Optional<Integer> confidence) {
    accept(
        lane + ".plate-camera." + position,
        new PlateRead(
            clock.now(),
            plate.isEmpty() ? Optional.empty() : Optional.of(plate),
            confidence,
            "e" + ++plateEvents,
            List.of(),
            Map.of()));
    settle();
  }

  public WeightMeasured weight(long kg, boolean stable) {
    return new WeightMeasured(clock.now(), kg, stable, Map.of());
  }

  public org.amitygate.config.ConfigSource config() {
    return config;
  }

  // A vehicle of lane L1

  /** Drives in and stands at the stop line, read by both cameras. */
  public Crossing arrive(String lane, String plate) {
    loop(lane, "entry", true);
    plate(lane, "entry", plate);
    pass(Duration.ofSeconds(2));
    loop(lane, "exit", true);
    plate(lane, "exit", plate);
    Crossing crossing = inZone(lane);
    fact(crossing.id(), "plate", plate);
    return inZone(lane);
  }

  /** Passes under the open boom. */
  public void drivesThrough(String lane) {
    loop(lane, "passage", true);
    loop(lane, "entry", false);
    loop(lane, "exit", false);
    loop(lane, "passage", false);
  }

  public void fact(UUID id, String name, String value) {
    tx(
        tx -> {
          Crossing crossing = crossings.find(tx, id).orElseThrow();
          crossing.facts().put(name, value);
          crossings.put(tx, crossing);
          return id;
        });
  }

  /** COMMIT_OK of the present epoch comes. */
  public Optional<String> commitOk(UUID id) {
    return change(id, (tx, crossing) -> desk.commitOk(tx, crossing));
  }

  /** What a change of a crossing does and answers. */
  public interface Change<R> {
    R apply(org.amitygate.core.journal.Transaction tx, Crossing crossing) throws Refusal;
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

  public Controller controller() {
    return controllers.get("L1");
  }
}
