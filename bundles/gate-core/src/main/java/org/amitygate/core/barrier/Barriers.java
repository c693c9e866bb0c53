package org.amitygate.core.barrier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.DeviceConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.QuestionDesk;
import org.amitygate.core.crossing.Readings;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.device.ReadingSink;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.device.StatusListener;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Evidence.Kept;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.amitygate.core.time.Ids;
import org.amitygate.device.PlateRead;
import org.amitygate.device.Reading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lanes and barriers of a gate put together: takes readings and device states, keeps lanes and
 * crossings true to each other, and offers the interlock. Thread-safe, never blocks.
 */
public final class Barriers implements ReadingSink, StatusListener, Crossings.Observer {

  private static final Logger LOG = LoggerFactory.getLogger(Barriers.class);

  private static final CompletableFuture<List<Kept>> NO_PICTURES =
      CompletableFuture.completedFuture(List.of());

  /** After this, what the journal could not take is offered again. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Journal journal;
  private final Scheduler scheduler;
  private final PictureFiles files;
  private final ConfigSource config;
  private final Crossings crossings;
  private final Supplier<HandoverDesk> handover;
  private final Lanes lanes = new Lanes();
  private final Stops stops = new Stops();
  private final Doubts doubts;
  private final LaneHours hours;
  private final LaneOrders orders;
  private final BarrierDrive drive;
  private final Interlock interlock;
  private final LaneReadings readings;
  private final Lamps lamps;
  private final ConfiguredLanes configured;
  private volatile boolean closed;

  private final Map<String, DeviceRecords> devices = new ConcurrentHashMap<>();

  /**
   * @param evidence keeps pictures before their record
   * @param files runs {@code evidence}, which blocks
   */
  public Barriers(
      Journal journal,
      Evidence evidence,
      Executor files,
      ConfigSource config,
      Crossings crossings,
      Supplier<HandoverDesk> handover,
      QuestionDesk.Devices devices,
      Scheduler scheduler,
      Ids ids) {
    this.journal = journal;
    this.scheduler = scheduler;
    this.files = new PictureFiles(evidence, files, scheduler);
    this.config = config;
    this.crossings = crossings;
    this.handover = handover;
    doubts = new Doubts(config);
    hours = new LaneHours(journal, lanes, stops, config, handover, this::followLater);
    BarrierLine line = new BarrierLine(devices, ids);
    OpeningRecord record = new OpeningRecord(lanes, crossings, handover);
    drive = new BarrierDrive(journal, lanes, stops, record, this::again, line, scheduler);
    interlock = new Interlock(lanes, stops, crossings, config, drive, doubts, hours);
    readings =
        new LaneReadings(lanes, crossings, handover, interlock, drive, config, ids, doubts, hours);
    orders =
        new LaneOrders(lanes, stops, drive, crossings, handover, config, hours, this::followLater);
    lamps = new Lamps(crossings, devices, ids);
    configured = new ConfiguredLanes(lanes, hours, crossings, config);
    lanes.onChange(lamps::follow);
    crossings.observe(this);
  }

  private Optional<String> again(Transaction tx, Lane lane, Opening opening) {
    return interlock.again(tx, lane, opening);
  }

  public BorderInterlock interlock() {
    return interlock;
  }

  /** What people order. */
  public LaneOrders orders() {
    return orders;
  }

  public Lanes lanes() {
    return lanes;
  }

  public Stops stops() {
    return stops;
  }

  /** Opening hours. */
  public LaneHours hours() {
    return hours;
  }

  public QuestionDesk.WeightRule weights() {
    return readings;
  }

  /**
   * Reads what was stored, in the first transaction after start: what the loops did meanwhile,
   * nobody saw.
   */
  public void restore(Transaction tx) {
    stops.restore(tx);
    lanes.restore(tx);
    hours.restore(tx);
    List<String> ids = new ArrayList<>(lanes.all().stream().map(Lane::id).toList());
    config.current().lanes().stream()
        .map(LaneConfig::id)
        .filter(id -> !ids.contains(id))
        .forEach(ids::add);
    for (String id : ids) {
      Lane lane = lanes.load(tx, id);
      lane.restarted();
      lanes.put(tx, lane);
    }
    configured.follow(tx);
  }

  /** The configuration may have other lanes than before. */
  public void lanesChanged() {
    recorded(
            tx -> {
              configured.follow(tx);
              return config;
            })
        .exceptionally(
            failure -> {
              if (!Journal.JournalUnavailable.is(failure)) { // then the gate is closing
                LOG.error("the lanes of gate.yaml could not be taken; save it again", failure);
              }
              return config;
            });
  }

  /** Goes on with the openings that were under way. After {@link #restore} is committed. */
  public void open() {
    drive.open();
  }

  public void close() {
    closed = true;
    hours.close();
    files.close();
    drive.close();
  }

  @Override
  public void accept(String device, Reading reading, Runnable durable) {
    accept(device, reading, durable, () -> {});
  }

  @Override
  public void accept(String device, Reading reading, Runnable durable, Runnable dropped) {
    CompletableFuture<List<Kept>> pictures =
        reading instanceof PlateRead plate && !plate.pictures().isEmpty()
            ? files.keep(plate)
            : NO_PICTURES;
    String lane = DeviceConfig.lane(device);
    String role = device.substring(lane.length() + 1);
    told(device)
        .add(
            (tx, kept) -> record(tx, device, lane, role, reading, kept),
            pictures,
            durable,
            dropped);
  }

  private DeviceRecords told(String device) {
    return devices.computeIfAbsent(
        device, id -> new DeviceRecords(id, journal, scheduler, () -> closed));
  }

  private void record(
      Transaction tx,
      String device,
      String laneId,
      String role,
      Reading reading,
      List<Kept> pictures) {
    ObjectNode body = Readings.body(reading).put("device", device);
    if (reading instanceof PlateRead plate && !pictures.isEmpty()) {
      Readings.pictures(body, plate, pictures);
    }
    Optional<LaneConfig> lane = config.current().lane(laneId);
    if (lane.isPresent()) {
      readings.accept(tx, lane.get(), role, reading, body);
    } else {
      Readings.append(tx, "device:" + device, reading, body);
    }
  }

  /** While the journal cannot be written, the work waits. */
  private CompletableFuture<Object> recorded(Journal.Work<Object> work) {
    CompletableFuture<Object> result = new CompletableFuture<>();
    attempt(work, result);
    return result;
  }

  private void attempt(Journal.Work<Object> work, CompletableFuture<Object> result) {
    journal
        .submit(work)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                result.complete(done);
              } else if (failure instanceof Journal.JournalUnavailable && !closed) {
                scheduler.after(AGAIN, () -> attempt(work, result));
              } else {
                result.completeExceptionally(failure);
              }
            });
  }

  @Override
  public void onStatus(String device, boolean online, String cause) {
    String lane = DeviceConfig.lane(device);
    String role = device.substring(lane.length() + 1);
    if (role.equals("io")) {
      drive.online(lane, online);
      if (online) {
        lamps.repeat(lane);
        followLater(lane);
      } else {
        change(device, lane, (tx, now) -> unwatched(tx, now, device));
      }
    } else if (role.equals(Doubts.EXIT_CAMERA)) {
      change(device, lane, (tx, now) -> now.exitCamera(online ? tx.now() : null));
    }
  }

  /** A driver is on probation on these lanes, and no others: what it alone says is in doubt. */
  public void onProbation(String driver, Set<String> on) {
    doubts.set(driver, on).forEach(this::followLater);
  }

  /**
   * A driver that is on probation on a lane is about to be taken back there.
   *
   * @return completes when the vehicle that it alone has read is held
   */
  public CompletionStage<?> onTakenBack(String driver, String lane, String why) {
    return recorded(
        tx -> {
          readings.distrust(tx, lanes.load(tx, lane), driver, why);
          return lane;
        });
  }

  /** Keeps lanes true to what became of a crossing. */
  @Override
  public void put(Transaction tx, Crossing crossing) {
    boolean freed = interlock.followStrip(tx, crossing);
    Lane lane = lanes.load(tx, crossing.lane());
    boolean inZone = lane.zone().crossing().equals(Optional.of(crossing.id()));
    HandoverState state = crossing.handover().state();
    boolean there =
        crossing.role() == Role.EXIT
            && (state == HandoverState.RECEIVED || state == HandoverState.CLEARED);
    boolean opening = lane.opening().filter(o -> o.crossing().equals(crossing.id())).isPresent();
    if (there && (inZone || opening)) { // the other side has it, so it is not here
      if (inZone) {
        lane.zone().vacate(tx.now());
      }
      if (opening) {
        lane.endOpening(true);
      }
      lanes.put(tx, lane);
      freed = true;
    } else if (inZone) {
      lamps.follow(tx, lane);
    }
    boolean free = freed;
    tx.afterCommit(
        () -> {
          if (free || lane.zone().unclaimed()) { // as the transaction left it
            followLater(lane.id());
          }
        });
  }

  /**
   * A person has read the plate of the vehicle in a lane's zone, in a camera's place.
   *
   * @throws Refusal it does not stand there
   */
  public void read(Transaction tx, Crossing crossing, boolean atExit, String plate) throws Refusal {
    readings.readByPerson(tx, crossing, atExit, plate);
    tx.afterCommit(() -> followLater(crossing.lane()));
  }

  /**
   * A person has seen that a vehicle which came in has passed: whoever stands in its zone is
   * another. On the side that it left, the other side tells.
   */
  public void passed(Transaction tx, Crossing crossing) {
    Lane lane = lanes.load(tx, crossing.lane());
    boolean inZone = lane.zone().crossing().equals(Optional.of(crossing.id()));
    if (crossing.role() == Role.ENTRY && inZone) {
      lane.zone().vacate(tx.now());
      lanes.put(tx, lane);
    }
  }

  /** Lets whatever waits for the lane go on, in a transaction of its own. */
  public void followLater(String lane) {
    change(lane, (tx, now) -> {});
  }

  private interface LaneChange {
    void apply(Transaction tx, Lane lane);
  }

  /** A change that follows from what became of a device, behind all that it told before. */
  private void change(String device, String lane, LaneChange change) {
    told(device).add((tx, kept) -> apply(tx, lane, change), NO_PICTURES, () -> {}, () -> {});
  }

  private void change(String lane, LaneChange change) {
    recorded(
            tx -> {
              apply(tx, lane, change);
              return lane;
            })
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.error("lane {}: a change could not be recorded", lane, failure);
              }
            });
  }

  private void apply(Transaction tx, String id, LaneChange change) {
    Lane lane = lanes.load(tx, id);
    change.apply(tx, lane);
    lanes.put(tx, lane);
    Optional<LaneConfig> configured = config.current().lane(id);
    if (configured.isPresent()) {
      readings.follow(tx, configured.get(), lane);
    }
  }

  private static void unwatched(Transaction tx, Lane lane, String device) {
    lane.unseen();
    Lanes.note(tx, lane, "LoopsUnwatched", Json.object().put("device", device));
  }

  /** Every lane for the operator: state, why, and what stands in its zone and waits for what. */
  public List<ObjectNode> describe(View view) {
    return configured.describe(view);
  }
}
