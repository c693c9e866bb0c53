package org.amitygate.bench.swap.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.amitygate.bench.karaflane.LaneWork;
import org.amitygate.bench.swap.Exchanged;
import org.amitygate.bench.swap.Stored;

/** Reads what {@link LaneWork} has stored. */
final class StoredLines {

  private StoredLines() {}

  static Stored read(Path file) throws IOException {
    List<Stored.Reading> readings = new ArrayList<>();
    Map<Stored.Event, Stored.Crossing> crossings = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ");
      Stored.Event event = Stored.Event.of(words[1]);
      if (words[0].equals("READING")) {
        readings.add(new Stored.Reading(event, Exchanged.Kind.index(words[2])));
      } else {
        boolean passed = words[0].equals("PASSED");
        crossings.put(event, new Stored.Crossing(0, List.of(), passed));
      }
    }
    return new Stored(readings, crossings, 0);
  }
}
