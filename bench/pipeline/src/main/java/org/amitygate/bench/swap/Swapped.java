package org.amitygate.bench.swap;

import java.io.IOException;
import java.util.List;

/** A server of which parts are exchanged under load. */
public interface Swapped {

  /** As the report calls it. */
  String name();

  /**
   * Starts it; it connects to the lanes.
   *
   * @param ports where they listen, each a lane
   */
  void start(List<Integer> ports) throws IOException, InterruptedException;

  /** Logs in, or whatever else it takes before parts can be exchanged; every lane is connected. */
  void ready() throws IOException, InterruptedException;

  /**
   * Exchanges a part and waits until the server says that it is done.
   *
   * @param number of the exchange, from 0
   */
  Exchanged exchange(int number) throws IOException, InterruptedException;

  /** Ends it. */
  void stop() throws IOException;

  /** What it has in its store, after its end. */
  Stored stored() throws IOException;
}
