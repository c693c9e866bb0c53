package org.amitygate.world;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps events in memory. */
public final class RecordedEvents implements Events {
  /** One event. */
  public record Event(String name, Map<String, Object> fields) {
    /** True when a field has this value. */
    public boolean is(String field, Object value) {
      return value.equals(fields.get(field));
    }
  }

  private final List<Event> all = new ArrayList<>();

  @Override
  public synchronized void write(String name, Object... fields) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      map.put((String) fields[i], fields[i + 1]);
    }
    all.add(new Event(name, map));
    notifyAll();
  }

  /** Everything so far. */
  public synchronized List<Event> all() {
    return List.copyOf(all);
  }

  /** The events of one name so far. */
  public List<Event> named(String name) {
    return all().stream().filter(event -> event.name.equals(name)).toList();
  }

  /** Waits until so many events of a name are there. */
  public synchronized List<Event> await(String name, int count) throws InterruptedException {
    long end = System.nanoTime() + 20_000_000_000L;
    while (named(name).size() < count) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("no " + count + " × " + name + " in " + all);
      }
      wait(left);
    }
    return named(name);
  }
}
