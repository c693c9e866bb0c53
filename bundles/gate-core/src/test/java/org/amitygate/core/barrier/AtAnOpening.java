package org.amitygate.core.barrier;

import java.time.Duration;
import java.util.UUID;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Controller;

/** A test of what becomes of one opening. */
abstract class AtAnOpening {

  static final Duration LONG = Duration.ofSeconds(10);

  final OpeningBench at = new OpeningBench();
  final Bench bench = at.bench;
  final Controller controller = bench.controller();
  final UUID id = at.id;
}
