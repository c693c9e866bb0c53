package org.amitygate.partner.handover;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.core.crossing.HoldReason;

/** What follows from a row, in the order in which it is written. */
public sealed interface Output {

  /**
   * A message to the partner, in the epoch that holds at this place of the row.
   *
   * @param fixed body members with their values
   * @param keys body members taken from what the input came with, {@code cause=code} if it has
   *     another name there; one that is not there is left out
   * @param valid how long it may be acted on; empty: a fact, for ever
   */
  record Send(MessageType type, Map<String, String> fixed, List<String> keys, Optional<Limit> valid)
      implements Output {
    public Send {
      fixed = Map.copyOf(fixed);
      keys = List.copyOf(keys);
    }

    /** Its body with these values. */
    public Map<String, Object> body(Map<String, Object> values) {
      return fill(fixed, keys, values);
    }

    Send saying(String key, String value) {
      return new Send(type, and(fixed, key, value), keys, valid);
    }

    Send with(String... names) {
      return new Send(type, fixed, List.of(names), valid);
    }

    Send valid(Limit limit) {
      return new Send(type, fixed, keys, Optional.of(limit));
    }
  }

  /**
   * This side's barrier, through the interlock; what it answers comes back as INTENT_WRITTEN or
   * OPENING_DENIED.
   */
  record Open() implements Output {}

  /** To the flow; {@code fixed} and {@code keys} as in {@link Send}. */
  record Signal(String name, Map<String, String> fixed, List<String> keys) implements Output {
    public Signal {
      fixed = Map.copyOf(fixed);
      keys = List.copyOf(keys);
    }

    /** What comes with it, with these values. */
    public Map<String, Object> data(Map<String, Object> values) {
      return fill(fixed, keys, values);
    }

    Signal saying(String key, String value) {
      return new Signal(name, and(fixed, key, value), keys);
    }

    Signal with(String... names) {
      return new Signal(name, fixed, List.of(names));
    }
  }

  /**
   * @param key what the text for the person is taken from
   */
  record Hold(HoldReason reason, String key) implements Output {}

  record Alarm(String code) implements Output {}

  /** Starts this side's clock for something; replaces the one that runs. */
  record Within(Deadline what, Limit limit) implements Output {}

  /** Ends this side's clock for something, if it runs. */
  record Cancel(Deadline what) implements Output {}

  /** Another seal is on the vehicle from now on, {@code newSeal} of what came with the input. */
  record Reseal() implements Output {}

  /** Closes this epoch: nothing of it counts from here on. */
  record NewEpoch() implements Output {}

  /** Takes the epoch of the message. */
  record AdoptEpoch() implements Output {}

  /** COMMIT_OK was given or received in this epoch. */
  record Committed() implements Output {}

  record Remember(Note note, String value) implements Output {}

  /**
   * @param key of what came with the input; empty text if it is not there
   */
  record Keep(Note note, String key) implements Output {}

  record Forget(Note note) implements Output {}

  static Send send(MessageType type) {
    return new Send(type, Map.of(), List.of(), Optional.empty());
  }

  static Signal signal(String name) {
    return new Signal(name, Map.of(), List.of());
  }

  static Hold hold(HoldReason reason, String key) {
    return new Hold(reason, key);
  }

  static Alarm alarm(String code) {
    return new Alarm(code);
  }

  static Within within(Deadline what, Limit limit) {
    return new Within(what, limit);
  }

  static Cancel cancel(Deadline what) {
    return new Cancel(what);
  }

  static Reseal reseal() {
    return new Reseal();
  }

  static Open open() {
    return new Open();
  }

  static NewEpoch newEpoch() {
    return new NewEpoch();
  }

  static AdoptEpoch adoptEpoch() {
    return new AdoptEpoch();
  }

  static Committed committed() {
    return new Committed();
  }

  static Keep keep(Note note, String key) {
    return new Keep(note, key);
  }

  static Forget forget(Note note) {
    return new Forget(note);
  }

  static Remember remember(Note note, String value) {
    return new Remember(note, value);
  }

  /** What {@code fixed} and {@code keys} come to with these values. */
  private static Map<String, Object> fill(
      Map<String, String> fixed, List<String> keys, Map<String, Object> values) {
    Map<String, Object> filled = new LinkedHashMap<>(fixed);
    for (String key : keys) {
      int equals = key.indexOf('=');
      Object value = values.get(key.substring(equals + 1));
      if (value != null) {
        filled.put(equals < 0 ? key : key.substring(0, equals), value);
      }
    }
    return filled;
  }

  private static Map<String, String> and(Map<String, String> values, String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(values);
    more.put(key, value);
    return more;
  }
}
