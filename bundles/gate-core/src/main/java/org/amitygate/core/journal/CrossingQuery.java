package org.amitygate.core.journal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/**
 * What crossings to find: everything that is given must fit. Texts are folded as by {@link
 * Words#fold}, and empty where they do not matter.
 *
 * @param text part of a plate, container, declaration or name
 * @param plate part of a plate; so are container, declaration and name parts of theirs
 * @param state the whole state as it is shown; so are reason and lane whole
 * @param from when it began, inclusive
 * @param to when it began, exclusive
 * @param after goes on behind this one: the last of the page before
 * @param limit how many at most
 */
public record CrossingQuery(
    String text,
    String plate,
    String container,
    String declaration,
    String name,
    String state,
    String reason,
    String lane,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<Place> after,
    int limit) {

  /** Where a crossing stands in the order of all: it never changes. */
  public record Place(Instant openedAt, UUID id) {

    public static Place of(CrossingRow row) {
      return new Place(row.openedAt(), row.id());
    }

    /** As {@link #toString} gives it; empty if this is no place. */
    public static Optional<Place> parse(String text) {
      try {
        int between = text.indexOf('_');
        Instant openedAt = Instant.parse(text.substring(0, between));
        int year = openedAt.atOffset(ZoneOffset.UTC).getYear();
        return year < 0 || year > 9_999 // others are not stored
            ? Optional.empty()
            : Optional.of(new Place(openedAt, UUID.fromString(text.substring(between + 1))));
      } catch (RuntimeException e) {
        return Optional.empty();
      }
    }

    @Override
    public String toString() {
      return openedAt + "_" + id;
    }

    /** In the order of the store: by time, then by the bytes of the id. */
    boolean isBefore(Place other) {
      int byTime = openedAt.compareTo(other.openedAt);
      int high = Long.compareUnsigned(id.getMostSignificantBits(), other.high());
      int low = Long.compareUnsigned(id.getLeastSignificantBits(), other.low());
      return byTime != 0 ? byTime < 0 : high != 0 ? high < 0 : low < 0;
    }

    private long high() {
      return id.getMostSignificantBits();
    }

    private long low() {
      return id.getLeastSignificantBits();
    }
  }

  /** The newest. */
  public static CrossingQuery newest(int limit) {
    return text("", limit);
  }

  /** Part of anything that names a crossing. */
  public static CrossingQuery text(String text, int limit) {
    return new CrossingQuery(
        Words.fold(text),
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        limit);
  }

  /** The same, and only what comes behind this one. */
  public CrossingQuery behind(Place last) {
    return new CrossingQuery(
        text,
        plate,
        container,
        declaration,
        name,
        state,
        reason,
        lane,
        from,
        to,
        Optional.of(last),
        limit);
  }

  /** The same with another limit. */
  public CrossingQuery atMost(int other) {
    return new CrossingQuery(
        text, plate, container, declaration, name, state, reason, lane, from, to, after, other);
  }

  /** Whether nothing but times and places in the order matters. */
  public boolean onlyTimes() {
    return (text + plate + container + declaration + name + state + reason + lane).isEmpty();
  }

  /** Whether a crossing with these words fits, whenever it began; all folded. */
  public boolean fits(Words words, String itsState, String itsReason, String itsLane) {
    return words.contain(text)
        && words.plates().contains(plate)
        && words.containers().contains(container)
        && words.declaration().contains(declaration)
        && words.name().contains(name)
        && (state.isEmpty() || state.equals(itsState))
        && (reason.isEmpty() || reason.equals(itsReason))
        && (lane.isEmpty() || lane.equals(itsLane));
  }

  public boolean fits(CrossingRow row) {
    Place place = Place.of(row);
    return from.map(start -> !row.openedAt().isBefore(start)).orElse(true)
        && to.map(row.openedAt()::isBefore).orElse(true)
        && after.map(place::isBefore).orElse(true)
        && fits(
            row.words(), Words.fold(row.state()), Words.fold(row.reason()), Words.fold(row.lane()));
  }
}
