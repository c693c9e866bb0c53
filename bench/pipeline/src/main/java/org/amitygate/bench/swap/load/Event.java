package org.amitygate.bench.swap.load;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What happened on a lane, as the lane saw it: a line of the ledger.
 *
 * @param lane from 1
 * @param seq of the reading, from 1 in the order of the lane; 0 if it is about none
 * @param nanos as {@link System#nanoTime}, which all processes of one machine share
 */
public record Event(Kind kind, int lane, long seq, long nanos) {

  /** What can happen. */
  public enum Kind {
    /** The server made a connection. */
    ACCEPTED,
    /** The connection ended. */
    CLOSED,
    /** A reading was sent. */
    READING,
    /** A reading was sent that begins a crossing. */
    VEHICLE,
    /** A reading had its time, and there was no connection to send it on. */
    UNSENDABLE,
    /** {@code D}: it is on disk, says the server. */
    ACKNOWLEDGED,
    /** {@code OPEN}: the vehicle may pass. */
    OPENED,
    /** {@code C}: its passing is on disk, says the server. */
    CONFIRMED
  }

  /** Writes a ledger. */
  static void write(List<Event> events, Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (Event event : events) {
        out.write(event.kind + " " + event.lane + " " + event.seq + " " + event.nanos + "\n");
      }
    }
  }

  /** Reads a ledger. */
  public static List<Event> read(Path file) throws IOException {
    List<Event> events = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ");
      events.add(
          new Event(
              Kind.valueOf(words[0]),
              Integer.parseInt(words[1]),
              Long.parseLong(words[2]),
              Long.parseLong(words[3])));
    }
    return events;
  }
}
