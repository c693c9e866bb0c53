package org.amitygate.core.bench;

import java.time.Duration;
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
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.amitygate.config.ArchiveConfig;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.config.OpeningHours;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.QuestionDesk;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.amitygate.device.BarrierState;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.amitygate.device.PlateRead;
import org.amitygate.device.PresenceSensed;
import org.amitygate.device.Reading;
import org.amitygate.device.WeightMeasured;
import org.jspecify.annotations.Nullable;

/**
 * One gate without threads, sockets and disks, and the site around it: export lanes {@code L1} and
 * {@code L2}, import lane {@code M1}, their controllers, cameras and vehicles, which outlive {@link
 * #crash}.
 */
public final class Bench extends BenchGate {

  public static final String PLATE = "29C-123.45";
  public static final Actor GUARD = new Actor("guard", Set.of(Role.BORDER_GUARD));
  public static final Actor OPERATOR = new Actor("operator", Set.of(Role.OPERATOR));
  public static final Actor SUPERVISOR = new Actor("chief", Set.of(Role.SUPERVISOR));

  public final Map<String, Controller> controllers = new TreeMap<>();
  public final List<Command> asked = new ArrayList<>();
  public final List<String> durable = new ArrayList<>();
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

  /** How the camera at the stop line is connected. */
  public String exitCameraLink = "none";

  /** Lanes that are in the file no more, or not yet. */
  final Set<String> takenOut = new TreeSet<>();

  /** Lanes whose drivers are being exchanged: commands wait. */
  final Set<String> exchanging = new TreeSet<>();

  /** Lanes that may be turned. */
  public final Set<String> tidal = new TreeSet<>();

  public final BenchConfig config = new BenchConfig(this);
  private Wire wire;
  private int plateEvents;

  public Bench() {
    this(new MemoryJournal.Disk(), null);
  }

  /** With {@code anyOrder}, tasks run in any order that threads could run them in. */
  public Bench(CrashingJournal.Storage storage, @Nullable RandomGenerator anyOrder) {
    super(storage, anyOrder);
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

  /** Answers the question for a weight. */
  public interface Weighbridge {
    CompletionStage<Outcome> weigh(Duration within);
  }

  // What the gate needs

  @Override
  public ConfigSource config() {
    return config;
  }

  @Override
  QuestionDesk.Devices connect(VirtualTime time) {
    wire = new Wire(this, time);
    return wire;
  }

  @Override
  void tellWhatIsConnected() {
    controllers.keySet().forEach(lane -> exitCamera(lane, true));
    controllers.forEach(
        (lane, controller) -> {
          if (controller.online) {
            connected(lane);
          }
        });
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

  /** The camera at the stop line is there, or away. */
  public void exitCamera(String lane, boolean online) {
    barriers.onStatus(lane + ".plate-camera.exit", online, online ? "" : "lost");
  }

  /** The drivers of a lane are being exchanged. */
  public void exchange(String lane) {
    exchanging.add(lane);
  }

  /** The exchange is over: what waited is handed over. */
  public void exchanged(String lane) {
    exchanging.remove(lane);
    wire.handOver();
    settle();
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
              tell(lane + ".io", new PresenceSensed(now(), loop, is, true, Map.of()));
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
      tell(lane + ".io", controllers.get(lane).state(now()));
    }
  }

  public void loop(String lane, String loop, boolean occupied) {
    controllers.get(lane).loops.put(loop, occupied);
    if (controllers.get(lane).online) {
      accept(lane + ".io", new PresenceSensed(now(), loop, occupied, false, Map.of()));
    }
    if (loop.equals("passage") && !occupied) {
      controllers.get(lane).passages++;
      report(lane);
    }
    settle();
  }

  public void boom(String lane, BarrierState.Position position) {
    Controller controller = controllers.get(lane);
    if (controller.position == BarrierState.Position.CLOSED && position != controller.position) {
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
            now(),
            plate.isEmpty() ? Optional.empty() : Optional.of(plate),
            confidence,
            "e" + ++plateEvents,
            List.of(),
            Map.of()));
    settle();
  }

  /** What a camera read now, with a picture. */
  public PlateRead withPicture(String plate) {
    var picture = new PlateRead.Picture("p.jpg", "image/jpeg", new byte[3]);
    return new PlateRead(
        now(),
        Optional.of(plate),
        Optional.of(95),
        "e" + ++plateEvents,
        List.of(picture),
        Map.of());
  }

  public WeightMeasured weight(long kg, boolean stable) {
    return new WeightMeasured(now(), kg, stable, Map.of());
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

  /** Arrives in lane L1 with {@link #PLATE} and is held. */
  public Crossing held(HoldReason reason) {
    Crossing crossing = arrive("L1", PLATE);
    hold(crossing.id(), reason);
    return crossing(crossing.id());
  }

  public void hold(UUID id, HoldReason reason) {
    change(
        id,
        (tx, crossing) -> {
          crossings.hold(tx, crossing, reason, "");
          return 0;
        });
  }

  /** Passes under the open boom. */
  public void drivesThrough(String lane) {
    loop(lane, "passage", true);
    loop(lane, "entry", false);
    loop(lane, "exit", false);
    loop(lane, "passage", false);
  }

  /** COMMIT_OK of the present epoch comes. */
  public Optional<String> commitOk(UUID id) {
    return change(id, (tx, crossing) -> desk.commitOk(tx, crossing));
  }

  public Controller controller() {
    return controllers.get("L1");
  }
}
