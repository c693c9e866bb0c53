package org.amitygate.core.barrier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
import org.amitygate.core.time.GateClock;
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

  private final PictureFiles files;
  private final ConfigSource config;
  private final Crossings crossings;
  private final Supplier<HandoverDesk> handover;
  private final Lanes lanes = new Lanes();
  private final Stops stops = new Stops();
  private final Doubts doubts;
  private final LaneHours hours;
  private final BarrierLine line;
  private final LaneOrders orders;
  private final BarrierDrive drive;
  private final Interlock interlock;
  private final LaneReadings readings;
  private final Lamps lamps;
  private final ConfiguredLanes configured;
  private final LaneWorks works;

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
      GateClock clock,
      Scheduler scheduler,
      Ids ids) {
    this.files = new PictureFiles(evidence, files, scheduler);
    this.config = config;
    this.crossings = crossings;
    this.handover = handover;
    works = new LaneWorks(journal, clock, scheduler, lanes, config, this::follow);
    doubts = new Doubts(config);
    hours = new LaneHours(journal, lanes, stops, config, handover, works::followLater);
    line = new BarrierLine(devices, ids);
    OpeningRecord record = new OpeningRecord(lanes, crossings, handover, works::followLater);
    drive = new BarrierDrive(journal, lanes, stops, record, this::again, line, works, scheduler);
    interlock = new Interlock(lanes, stops, crossings, config, drive, works, doubts, hours);
    readings =
        new LaneReadings(lanes, crossings, handover, interlock, drive, config, ids, doubts, hours);
    orders =
        new LaneOrders(lanes, stops, drive, crossings, handover, config, hours, works::followLater);
    lamps = new Lamps(crossings, devices, ids);
    configured = new ConfiguredLanes(lanes, hours, crossings, config);
    lanes.onChange(lamps::follow);
    crossings.observe(this);
  }

  private void follow(Transaction tx, LaneConfig configured, Lane lane) {
    readings.follow(tx, configured, lane);
  }

  private Optional<String> again(Transaction tx, Lane lane, Opening opening) {
    return interlock
        .again(tx, lane, opening)
        .or(
            () ->
                crossings
                    .find(tx, opening.crossing())
                    .flatMap(crossing -> handover.get().mustNotOpen(tx, crossing)));
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

  Stops stops() {
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
    Set<String> ids = new LinkedHashSet<>();
    lanes.all().forEach(lane -> ids.add(lane.id()));
    config.current().lanes().forEach(lane -> ids.add(lane.id()));
    for (String id : ids) {
      Lane lane = lanes.load(tx, id);
      lane.restarted();
      abandoned(tx, lane);
      lanes.put(tx, lane);
    }
    configured.follow(tx);
  }

  /** The configuration may have other lanes than before. */
  public void lanesChanged() {
    works
        .recorded(
            tx -> {
              configured.follow(tx);
              tx.afterCommit(this::followAll);
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
    works.close();
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
            : LaneWorks.NO_PICTURES;
    String lane = DeviceConfig.lane(device);
    String role = device.substring(lane.length() + 1);
    works.told(
        device,
        (tx, kept) -> record(tx, device, lane, role, reading, kept),
        pictures,
        durable,
        () -> {
          if (role.equals("io")) {
            lost(device, lane);
          } else {
            works.followLater(lane); // it may have waited for this one
          }
          dropped.run();
        });
  }

  /** What a controller told is lost: what its loops and its boom do now, nobody knows but it. */
  private void lost(String device, String lane) {
    works.only(lane, (tx, now) -> unwatched(tx, now, device));
    line.position(lane)
        .thenAccept(
            answer ->
                answer.ifPresent(
                    state ->
                        works.change(
                            device, lane, (tx, now) -> readings.found(tx, now, device, state))));
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

  @Override
  public void onStatus(String device, boolean online, String cause) {
    String lane = DeviceConfig.lane(device);
    String role = device.substring(lane.length() + 1);
    if (role.equals("io")) {
      drive.online(lane, online);
      if (online) {
        lamps.repeat(lane);
        works.followLater(lane);
      } else {
        works.change(device, lane, (tx, now) -> unwatched(tx, now, device));
      }
    } else if (role.equals(Doubts.EXIT_CAMERA)) {
      works.change(device, lane, (tx, now) -> now.exitCamera(online ? tx.now() : null));
    }
  }

  /** A driver is on probation on these lanes, and no others: what it alone says is in doubt. */
  public void onProbation(String driver, Set<String> on) {
    doubts.set(driver, on).forEach(works::followLater);
  }

  /**
   * A driver that is on probation on a lane is about to be taken back there.
   *
   * @return completes when the vehicle that it alone has read is held
   */
  public CompletionStage<?> onTakenBack(String driver, String lane, String why) {
    return works.recorded(
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
        drive.takeBack().received(tx, lane);
      }
      lanes.put(tx, lane);
      freed = true;
    } else {
      if (opening && crossing.state() == Crossing.State.HELD) {
        drive.takeBack().held(tx, lane, crossing.shownState());
      }
      if (inZone) {
        lamps.follow(tx, lane);
      }
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
   * Whether the vehicle of a crossing must be read again at the stop line: nobody watched it for a
   * while, and it may be another.
   */
  public boolean awaitsReadAnew(Transaction tx, Crossing crossing) {
    return lanes.load(tx, crossing.lane()).awaitsReadAnew(crossing);
  }

  /**
   * A person has read there what it is known as.
   *
   * @throws Refusal it does not stand there
   */
  public void readAnew(Transaction tx, Crossing crossing) throws Refusal {
    readings.readAnewByPerson(tx, crossing);
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

  /** Something changed that any lane may wait for: a flow, the gate's state, a service. */
  public void followAll() {
    lanes.all().forEach(lane -> followLater(lane.id()));
  }

  /** Lets whatever waits for the lane go on, in a transaction of its own. */
  public void followLater(String lane) {
    works.followLater(lane);
  }

  private void unwatched(Transaction tx, Lane lane, String device) {
    lane.unseen();
    abandoned(tx, lane);
    Lanes.note(tx, lane, "LoopsUnwatched", Json.object().put("device", device));
  }

  /**
   * Entry side: a crossing that has ended, such as one that people received by hand, fills the zone
   * only while its vehicle is watched. Who is found there arrives anew, and is read anew: what was
   * read before was of one behind it.
   */
  private void abandoned(Transaction tx, Lane lane) {
    Zone zone = lane.zone();
    boolean ended =
        zone.crossing()
            .flatMap(id -> crossings.find(tx, id))
            .filter(crossing -> crossing.role() == Role.ENTRY && !crossing.open())
            .isPresent();
    if (ended && lane.opening().isEmpty()) { // else its proof is still to come
      zone.vacate(tx.now());
      zone.forgetEarly(false);
    }
  }

  /** Every lane for the operator: state, why, and what stands in its zone and waits for what. */
  public List<ObjectNode> describe(View view) {
    return configured.describe(view);
  }
}
