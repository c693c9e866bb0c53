package org.amitygate.core.barrier;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.crossing.Plates;
import org.amitygate.device.BarrierState;
import org.amitygate.device.BarrierState.Position;
import org.amitygate.device.PlateRead;
import org.jspecify.annotations.Nullable;

/**
 * What the gate remembers of a lane: item {@code lane/ID}. Like a crossing it lives inside one
 * transaction.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE)
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class Lane implements Cloneable {

  /** What a camera kept it tells so soon after the gate is there again. */
  static final Duration CAMERA_TELLS = Duration.ofSeconds(5);

  /** A camera that sends by itself tries so often when it was cut off together with the loops. */
  static final Duration PUSHED_WITHIN = Duration.ofSeconds(60);

  /**
   * Something wrong at the lane, until a person opens it again.
   *
   * @param at the last time
   * @param count how often; rows of before there were counts say nothing of it
   */
  public record Alarm(String kind, String text, Instant at, int count) {
    public Alarm {
      count = Math.max(1, count);
    }
  }

  private String id;
  private @Nullable String closed;
  private List<Alarm> alarms = new ArrayList<>();
  private Zone zone = new Zone();
  private @Nullable BarrierState barrier;
  private boolean unwatched;

  /** All loops. */
  private @Nullable Instant watchedSince;

  private @Nullable Instant exitCameraSince;
  private long leftClosedExplained;
  private long passagesExplained;
  private @Nullable Opening opening;
  private long lastToken;
  private @Nullable UUID strip;

  /** Entry side: the last read that says neither yes nor no of the vehicle in the zone. */
  private @Nullable Unattached unsure;

  private @Nullable Boolean scaleAtZero;
  private @Nullable UUID weighed;
  private @Nullable Instant weighedAt;

  private Heard heard = Heard.NONE;

  private Lane() {}

  Lane(String id) {
    this.id = id;
  }

  /** As it is now. */
  Lane copy() {
    try {
      Lane copy = (Lane) clone();
      copy.alarms = new ArrayList<>(alarms);
      copy.zone = zone.copy();
      copy.opening = opening == null ? null : opening.copy();
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  public String id() {
    return id;
  }

  /** OPEN, DEGRADED (an alarm) or CLOSED. GATE_STOP is kept apart, in {@link Stops}. */
  public String state() {
    return closed != null ? "CLOSED" : alarms.isEmpty() ? "OPEN" : "DEGRADED";
  }

  /** Why it is closed or degraded; empty when open. */
  public String why() {
    return closed != null ? closed : alarms.isEmpty() ? "" : alarms.get(alarms.size() - 1).text();
  }

  public List<Alarm> alarms() {
    return alarms;
  }

  void alarm(String kind, String text, Instant at) {
    int before = alarms.stream().filter(a -> a.kind().equals(kind)).mapToInt(Alarm::count).sum();
    alarms.removeIf(alarm -> alarm.kind().equals(kind)); // whatever moves adds one
    alarms.add(new Alarm(kind, text, at, before + 1));
  }

  void close(String why) {
    closed = why;
  }

  void open() {
    closed = null;
    alarms.clear();
  }

  Zone zone() {
    return zone;
  }

  /** The last state of the controller, however old. */
  Optional<BarrierState> barrier() {
    return Optional.ofNullable(barrier);
  }

  /**
   * The state of the controller, if it was heard since the connection was lost or the gate started
   * last.
   */
  Optional<BarrierState> watched() {
    return unwatched ? Optional.empty() : barrier();
  }

  /** The connection was lost or the gate started: what happened meanwhile, nobody saw. */
  void unseen() {
    unwatched = true;
    watchedSince = null;
    zone.unseen();
    opening().ifPresent(Opening::unseen);
  }

  /** The gate started, and how long it was down only a wall clock says that may be wrong. */
  void restarted() {
    unseen();
    exitCameraSince = null;
    zone.forgetEarly(true);
    opening().ifPresent(Opening::restarted);
    scaleAtZero = null;
  }

  /** All loops are. */
  boolean isWatched() {
    return watchedSince != null;
  }

  /** A loop was looked at. */
  void looked(Instant at) {
    if (watchedSince == null && zone.watched()) {
      watchedSince = at;
    }
  }

  /** The camera at the stop line is there from now on; null: it is away. */
  void exitCamera(@Nullable Instant since) {
    exitCameraSince = since;
  }

  boolean exitCameraIsThere() {
    return exitCameraSince != null;
  }

  /**
   * The vehicle in the zone may be another than the one that was read at the stop line: its place
   * was not watched for a while, it was not read anew, and the camera may still have to tell what
   * it read meanwhile; or has told of another.
   *
   * @param pushes the camera sends by itself: it seems to be there also while nothing comes through
   */
  boolean mayBeAnother(Instant now, boolean pushes) {
    Instant seen = watchedSince;
    Instant camera = exitCameraSince;
    if (!zone.unconfirmed() || zone.stranger().isPresent() || seen == null || camera == null) {
      return zone.unconfirmed();
    }
    boolean unproven = pushes && camera.plus(CAMERA_TELLS).isBefore(seen);
    Instant back = seen.isAfter(camera) ? seen : camera;
    return back.plus(unproven ? PUSHED_WITHIN : CAMERA_TELLS).isAfter(now);
  }

  /** Its vehicle must be read again at the stop line before it is committed. */
  boolean awaitsReadAnew(Crossing crossing) {
    return crossing.role() == Role.EXIT
        && crossing.state() == Crossing.State.UNDER_WAY
        && crossing.handover().state() == HandoverState.ACCEPTED
        && zone.holds(crossing.id())
        && zone.unconfirmed();
  }

  /** What the barrier's movements and passages since the state before were not explained by. */
  enum Unexplained {
    /** The boom left its closed position and nobody here commanded it. */
    OPENING,
    /** A vehicle passed that no opening was for. */
    PASSAGE
  }

  /** Takes a new state of the controller. */
  List<Unexplained> observe(BarrierState state) {
    List<Unexplained> unexplained = new ArrayList<>();
    if (barrier == null || countsAnew(barrier, state)) {
      leftClosedExplained = state.leftClosedCount();
      passagesExplained = state.passageCount();
    }
    Opening current = opening;
    if (current != null && state.acceptedToken() >= current.token()) {
      leftClosedExplained = Math.max(leftClosedExplained, current.leftClosedExplained(state));
      passagesExplained = Math.max(passagesExplained, current.passagesExplained(state));
    }
    if (state.leftClosedCount() > leftClosedExplained) {
      unexplained.add(Unexplained.OPENING);
    }
    if (state.passageCount() > passagesExplained) {
      unexplained.add(Unexplained.PASSAGE);
    }
    leftClosedExplained = Math.max(leftClosedExplained, state.leftClosedCount());
    passagesExplained = Math.max(passagesExplained, state.passageCount());
    barrier = state;
    unwatched = false;
    return unexplained;
  }

  /** The controller was replaced, or lost what it had latched. */
  private static boolean countsAnew(BarrierState before, BarrierState now) {
    return now.leftClosedCount() < before.leftClosedCount()
        || now.passageCount() < before.passageCount();
  }

  boolean boomClosed() {
    return watched().filter(state -> state.position() == Position.CLOSED).isPresent();
  }

  Optional<Opening> opening() {
    return Optional.ofNullable(opening);
  }

  /** A token greater than every one that this gate or the controller knows. */
  long nextToken() {
    long known = barrier == null ? 0 : Math.max(barrier.acceptedToken(), barrier.cancelledToken());
    lastToken = Math.max(lastToken, known) + 1;
    return lastToken;
  }

  void intend(Opening next) {
    opening = next;
  }

  /**
   * @param passed the vehicle passed, and the boom moved for it: the controller may say so later
   */
  void endOpening(boolean passed) {
    if (opening != null && barrier != null) {
      leftClosedExplained =
          Math.max(barrier.leftClosedCount(), passed ? opening.leftClosedExplained(barrier) : 0);
      passagesExplained =
          Math.max(barrier.passageCount(), passed ? opening.passagesExplained(barrier) : 0);
    }
    opening = null;
  }

  /** The crossing that is in the strip of this lane, or for which the strip is kept. */
  Optional<UUID> strip() {
    return Optional.ofNullable(strip);
  }

  void strip(@Nullable UUID crossing) {
    strip = crossing;
  }

  /** Entry side: a read of the vehicle in the zone leaves open who it is; null: none does. */
  void unsure(@Nullable Unattached read) {
    unsure = read;
  }

  Optional<Unattached> unsure() {
    return Optional.ofNullable(unsure);
  }

  /**
   * The scale was seen at zero since the last weight that counted; absent: the gate started since.
   * A scale that goes away changes nothing.
   */
  Optional<Boolean> scaleAtZero() {
    return Optional.ofNullable(scaleAtZero);
  }

  /** The vehicle that the scale was used for last. */
  Optional<UUID> weighed() {
    return Optional.ofNullable(weighed);
  }

  void weighed(UUID crossing, Instant at) {
    weighed = crossing;
    weighedAt = at;
    scaleAtZero = false;
  }

  /** The scale showed zero at this time; one of before the last weight says nothing. */
  void seenAtZero(Instant at) {
    if (weighedAt == null || at.isAfter(weighedAt)) {
      scaleAtZero = true;
    }
  }

  /**
   * Whether this is no repeat of an event that is on record. An event is its id and what was read,
   * since a camera may use an id twice; one without an id is always new.
   */
  boolean hearsFirst(String role, PlateRead read, Instant now) {
    if (read.eventId().isEmpty()) {
      return true;
    }
    String event = String.join(" ", role, read.eventId(), Plates.key(read.plate().orElse("")));
    if (heard.has(event)) {
      return false;
    }
    heard = heard.and(event, now);
    return true;
  }

  /** Forgets the plates that were read there before a time. @return there were such */
  boolean forget(Instant before) {
    Heard left = heard.since(before);
    boolean events = left != heard;
    heard = left;
    boolean doubt = unsure != null && unsure.at().isBefore(before);
    unsure = doubt ? null : unsure;
    return zone.forget(before) || events || doubt;
  }
}
