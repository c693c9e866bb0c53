package org.amitygate.core.barrier;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.barrier.DeviceRecords.Recorder;
import org.amitygate.core.crossing.PatientWorks;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.journal.Evidence.Kept;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.time.GateClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done to lanes, each in a transaction: what a device told behind all that it told before,
 * the rest by itself. What the journal cannot take is offered again until it can. Thread-safe,
 * never blocks.
 */
final class LaneWorks {

  /** What becomes of a lane. */
  interface LaneChange {
    void apply(Transaction tx, Lane lane);
  }

  /** What follows from a change, inside its transaction. */
  interface Follow {
    void follow(Transaction tx, LaneConfig config, Lane lane);
  }

  private static final Logger LOG = LoggerFactory.getLogger(LaneWorks.class);

  static final CompletableFuture<List<Kept>> NO_PICTURES =
      CompletableFuture.completedFuture(List.of());

  private final Journal journal;
  private final GateClock clock;
  private final Scheduler scheduler;
  private final Lanes lanes;
  private final ConfigSource config;
  private final Follow follow;
  private final Map<String, DeviceRecords> devices = new ConcurrentHashMap<>();
  private final PatientWorks works;
  private volatile boolean closed;

  LaneWorks(
      Journal journal,
      GateClock clock,
      Scheduler scheduler,
      Lanes lanes,
      ConfigSource config,
      Follow follow) {
    this.journal = journal;
    this.clock = clock;
    this.scheduler = scheduler;
    this.lanes = lanes;
    this.config = config;
    this.follow = follow;
    this.works = new PatientWorks(journal, scheduler);
  }

  void close() {
    closed = true;
    works.close();
  }

  /** Records what a device told; see {@link DeviceRecords#add}. */
  void told(
      String device,
      Recorder recorder,
      CompletableFuture<List<Kept>> pictures,
      Runnable durable,
      Runnable dropped) {
    devices
        .computeIfAbsent(
            device, id -> new DeviceRecords(id, journal, clock, scheduler, () -> closed))
        .add(recorder, pictures, durable, dropped);
  }

  /** A transaction overtakes what the loops of a lane told; see {@link DeviceRecords#behind}. */
  boolean behindLoops(String lane) {
    return told(lane, "io").filter(DeviceRecords::behind).isPresent();
  }

  /** It overtakes what shows who stands at the stop line of a lane that is on this side. */
  boolean behind(String lane, Role side) {
    return showing(lane, side).anyMatch(DeviceRecords::behind);
  }

  /** What shows that is not on disk; see {@link DeviceRecords#unwritten}. */
  boolean unwritten(String lane, Role side) {
    return showing(lane, side).anyMatch(DeviceRecords::unwritten);
  }

  /** What was decided then is not {@link DeviceRecords#FRESH} any more. */
  boolean stale(Instant decided) {
    return DeviceRecords.stale(decided, clock);
  }

  /** Who comes in is what the other gate has signed, whoever reads it here. */
  private Stream<DeviceRecords> showing(String lane, Role side) {
    Stream<DeviceRecords> loops = told(lane, "io").stream();
    return side == Role.ENTRY
        ? loops
        : Stream.concat(loops, told(lane, Doubts.EXIT_CAMERA).stream());
  }

  private Optional<DeviceRecords> told(String lane, String role) {
    return Optional.ofNullable(devices.get(lane + "." + role));
  }

  /** While the journal cannot be written, the work waits. */
  CompletableFuture<Object> recorded(Journal.Work<Object> work) {
    return works.submit(work);
  }

  /** Lets whatever waits for the lane go on. */
  void followLater(String lane) {
    logged(
        lane,
        tx -> {
          apply(tx, lane, (same, now) -> {});
          return lane;
        });
  }

  /**
   * A change that follows from what became of a device, behind all that it told before. If what
   * follows from it fails, the lane is changed all the same.
   */
  void change(String device, String lane, LaneChange change) {
    told(
        device,
        (tx, kept) -> apply(tx, lane, change),
        NO_PICTURES,
        () -> {},
        () -> only(lane, change));
  }

  private void apply(Transaction tx, String id, LaneChange change) {
    Lane lane = changed(tx, id, change);
    config.current().lane(id).ifPresent(configured -> follow.follow(tx, configured, lane));
  }

  /** Changes a lane and lets nothing follow. */
  void only(String lane, LaneChange change) {
    logged(lane, tx -> changed(tx, lane, change).id());
  }

  private Lane changed(Transaction tx, String id, LaneChange change) {
    Lane lane = lanes.load(tx, id);
    change.apply(tx, lane);
    lanes.put(tx, lane);
    return lane;
  }

  private void logged(String lane, Journal.Work<Object> work) {
    recorded(work)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.error("lane {}: a change could not be recorded", lane, failure);
              }
            });
  }
}
