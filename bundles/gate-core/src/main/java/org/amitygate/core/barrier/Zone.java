package org.amitygate.core.barrier;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.amitygate.crossing.Plates;
import org.jspecify.annotations.Nullable;

/**
 * The stretch of a lane that holds one vehicle: what its loops say, and whose vehicle it is. A
 * reading belongs to the vehicle in the zone, never to the last plate. Pure; stored as part of its
 * {@link Lane}.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE)
@JsonInclude(JsonInclude.Include.NON_NULL)
final class Zone implements Cloneable {

  /**
   * A plate read before its vehicle was in an empty zone: the camera may be quicker than the loops.
   */
  static final Duration EARLY = Duration.ofSeconds(3);

  /**
   * A plate read of the next vehicle while the one before was still in the zone, or while nobody
   * watched the loops. Long enough for both gates to start again; the stop line reads once more.
   */
  static final Duration QUEUED = Duration.ofMinutes(2);

  private @Nullable UUID crossing;
  private @Nullable Instant since;

  /** It stood there already when its loops were first looked at. */
  private boolean found;

  private @Nullable Boolean entry;
  private @Nullable Boolean exit;
  private @Nullable Boolean passage;
  private @Nullable String entryPlate;
  private @Nullable String exitPlate;
  private boolean entryUnsure;
  private boolean exitUnsure;
  private boolean matched;
  private boolean doubted;

  /** At the exit, while the loops were watched: who is doubted is known again. */
  private boolean readAnew;

  @JsonProperty("doubtful")
  private @Nullable Set<String> saidOnProbation;

  private @Nullable Unattached earlyEntry;

  /** Of another vehicle than {@link #earlyEntry}, before it. */
  private @Nullable Unattached earlierEntry;

  private @Nullable Unattached earlyExit;
  private @Nullable Unattached stranger;
  private @Nullable String lastPlate;
  private @Nullable Instant leftAt;

  /** As it is now. */
  Zone copy() {
    try {
      return (Zone) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** Takes a change of one loop, or its first state. */
  List<Movement> sense(String loop, boolean occupied, boolean sinceStart) {
    Boolean before = state(loop);
    set(loop, occupied);
    if (crossing == null && occupied) {
      found = before == null;
    }
    if (before != null && before == occupied) {
      return List.of();
    }
    List<Movement> movements = new ArrayList<>();
    if (occupied) {
      rise(loop, sinceStart, movements);
    } else {
      fall(loop, sinceStart || before == null, movements);
    }
    return movements;
  }

  private void rise(String loop, boolean sinceStart, List<Movement> movements) {
    if (loop.equals("passage") && !sinceStart) {
      movements.add(Movement.PASSAGE_BEGAN);
    } else if (loop.equals("exit") && crossing != null) {
      movements.add(Movement.AT_STOP_LINE);
    }
  }

  private void fall(String loop, boolean unseen, List<Movement> movements) {
    if (loop.equals("passage") && !unseen && no(exit)) {
      movements.add(Movement.PASSAGE_ENDED);
    } else if (crossing != null && clear()) {
      movements.add(loop.equals("entry") && !unseen ? Movement.BACKED_OUT : Movement.GONE);
    }
  }

  @Nullable Boolean state(String loop) {
    return switch (loop) {
      case "entry" -> entry;
      case "exit" -> exit;
      case "passage" -> passage;
      default ->
          throw new IllegalArgumentException(
              "no loop '" + loop + "'; there are entry, exit and passage");
    };
  }

  private void set(String loop, boolean occupied) {
    switch (loop) {
      case "entry" -> entry = occupied;
      case "exit" -> exit = occupied;
      default -> passage = occupied;
    }
  }

  private static boolean no(@Nullable Boolean loop) {
    return Boolean.FALSE.equals(loop);
  }

  /**
   * The loops are no longer watched: the gate or the connection was down. Whoever was read just
   * before may have come since then.
   */
  void unseen() {
    entry = null;
    exit = null;
    passage = null;
    doubted = crossing != null;
    readAnew = false;
    earlyEntry = earlyEntry == null ? null : earlyEntry.unwatched();
    earlyExit = earlyExit == null ? null : earlyExit.unwatched();
  }

  /**
   * The loops were not watched all the time since its vehicle came: another one may stand there by
   * now.
   */
  boolean doubted() {
    return doubted;
  }

  /** The same, and no plate was read at the stop line since they are watched again. */
  boolean unconfirmed() {
    return doubted && !readAnew;
  }

  /** Who stands there may be another than the one that was read at the stop line. */
  void doubt() {
    doubted = true;
    readAnew = false;
  }

  /** A vehicle is in the zone, and it is this crossing's. */
  void occupy(UUID by, Instant at) {
    crossing = by;
    since = at;
    forgetVehicle();
  }

  /** The vehicle has left. What was read of the next one stays. */
  void vacate(Instant at) {
    lastPlate = entryPlate == null ? exitPlate : entryPlate;
    leftAt = at;
    crossing = null;
    since = null;
    forgetVehicle();
  }

  private void forgetVehicle() {
    entryPlate = null;
    exitPlate = null;
    matched = false;
    doubted = false;
    saidOnProbation = null;
    stranger = null;
  }

  /** Nobody's vehicle is here, and its loops are known to be free. */
  boolean vacant() {
    return crossing == null && no(entry) && no(exit) && !Boolean.TRUE.equals(passage);
  }

  /** A vehicle stands in the zone and is nobody's yet: it has arrived. */
  boolean unclaimed() {
    return crossing == null && occupied();
  }

  /** A vehicle stands in the zone, whosever it is. */
  boolean occupied() {
    return Boolean.TRUE.equals(entry) || Boolean.TRUE.equals(exit);
  }

  void early(boolean atExit, Unattached read) {
    if (Plates.key(read.plate()).equals(lastPlate) && justLeft(read.at())) {
      return; // once more; later it comes again
    }
    if (atExit) {
      earlyExit = read;
    } else {
      if (earlyEntry != null && !Unattached.samePlate(earlyEntry, read)) {
        earlierEntry = earlyEntry;
      }
      earlyEntry = read;
    }
  }

  private boolean justLeft(Instant now) {
    return leftAt != null && !leftAt.plus(watched() ? EARLY : QUEUED).isBefore(now);
  }

  /** The plate of a read at the entry that belongs to nobody yet. */
  Optional<String> earlyEntry() {
    return Optional.ofNullable(earlyEntry).map(read -> Plates.key(read.plate()));
  }

  /** Who comes next is identified by what is read there from now on. */
  void forgetEarly(boolean atExit) {
    earlyExit = atExit ? null : earlyExit;
    earlyEntry = atExit ? earlyEntry : null;
    earlierEntry = atExit ? earlierEntry : null;
  }

  /** A plate was read at the stop line that is not known of the vehicle, whose place is doubted. */
  void stranger(Unattached read) {
    stranger = read;
  }

  /** The last such, until the vehicle is read there as what it is known. */
  Optional<Unattached> stranger() {
    return Optional.ofNullable(stranger);
  }

  /** A plate is read at the stop line that is known of the vehicle. */
  void familiar(String plate) {
    readAnew |= watched();
    if (stranger != null && !Plates.key(stranger.plate()).equals(plate)) {
      stranger = null;
    }
  }

  /** The vehicle leaves, and what was read at the stop line was of the one that stands there. */
  void leaveTo(Instant at) {
    Unattached read = stranger;
    if (read != null && Plates.key(read.plate()).equals(exitPlate)) {
      exitPlate = null; // not of the one that leaves
    }
    vacate(at);
    found = true;
    earlyExit = read == null ? earlyExit : read;
  }

  /**
   * The read that came before its vehicle, taken out; empty if there is none or it is too old to be
   * of this one. Of two vehicles that were read at the entry while nobody watched, it is the one
   * that was read at the stop line, too; else the last.
   */
  Optional<Unattached> takeEarly(boolean atExit, Instant now) {
    Unattached read;
    if (atExit) {
      read = earlyExit;
      earlyExit = null;
    } else if (Unattached.samePlate(earlierEntry, earlyExit)) {
      read = earlierEntry; // the last is of the one behind
      earlierEntry = null;
    } else {
      read = earlyEntry;
      earlyEntry = null;
      earlierEntry = null;
    }
    return Optional.ofNullable(read)
        .filter(early -> !early.at().plus(early.occupied() ? QUEUED : EARLY).isBefore(now));
  }

  /** Forgets the plates of vehicles that were there before a time. @return there were such */
  boolean forget(Instant before) {
    boolean left = lastPlate != null && (leftAt == null || leftAt.isBefore(before));
    boolean atEntry = earlyEntry != null && earlyEntry.at().isBefore(before);
    boolean earlier = earlierEntry != null && earlierEntry.at().isBefore(before);
    boolean atExit = earlyExit != null && earlyExit.at().isBefore(before);
    boolean strange = stranger != null && stranger.at().isBefore(before);
    lastPlate = left ? null : lastPlate;
    earlyEntry = atEntry ? null : earlyEntry;
    earlierEntry = earlier ? null : earlierEntry;
    earlyExit = atExit ? null : earlyExit;
    stranger = strange ? null : stranger;
    return left || atEntry || earlier || atExit || strange;
  }

  void readPlate(boolean atExit, String plate, boolean sure) {
    if (atExit) {
      exitPlate = Plates.key(plate);
      exitUnsure = !sure;
    } else {
      entryPlate = Plates.key(plate);
      entryUnsure = !sure;
    }
  }

  /** What was read there last was never read surely. */
  boolean unsure(boolean atExit) {
    return atExit ? exitUnsure : entryUnsure;
  }

  /**
   * What this device of the lane said of the vehicle last: said by a driver on probation, or not.
   */
  void said(String role, boolean onProbation) {
    Set<String> now = new TreeSet<>(saidOnProbation());
    if (onProbation ? now.add(role) : now.remove(role)) {
      saidOnProbation = now.isEmpty() ? null : Set.copyOf(now);
    }
  }

  /** Roles of devices that were served by a driver on probation when they spoke of the vehicle. */
  Set<String> saidOnProbation() {
    return saidOnProbation == null ? Set.of() : saidOnProbation;
  }

  /** Entry side: the vehicle was recognised as the one that the partner sent. */
  void match() {
    matched = true;
  }

  boolean matched() {
    return matched;
  }

  Optional<UUID> crossing() {
    return Optional.ofNullable(crossing);
  }

  Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  /** What was read before that is not of its vehicle. */
  Optional<Instant> readFrom() {
    return since().map(at -> at.minus(found ? QUEUED : EARLY));
  }

  /**
   * As last read at entry or exit; empty text: the camera could not read it; absent: not read yet.
   */
  Optional<String> plate(boolean atExit) {
    return Optional.ofNullable(atExit ? exitPlate : entryPlate);
  }

  /** Its vehicle is this crossing's. */
  boolean holds(UUID id) {
    return id.equals(crossing);
  }

  /** None of the loops says that a vehicle is there, and all are watched. */
  boolean clear() {
    return no(entry) && no(exit) && no(passage);
  }

  boolean exitOccupied() {
    return Boolean.TRUE.equals(exit);
  }

  boolean exitClear() {
    return no(exit);
  }

  /** Each loop was looked at since the connection or the gate last began. */
  boolean watched() {
    return entry != null && exit != null && passage != null;
  }

  boolean passageClear() {
    return no(passage);
  }
}
