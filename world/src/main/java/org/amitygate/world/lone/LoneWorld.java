package org.amitygate.world.lone;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.amitygate.world.LaneDevices;
import org.amitygate.world.Ledger;
import org.amitygate.world.WorldConfig;
import org.amitygate.world.device.TcpListener;
import org.amitygate.world.outside.Customs;
import org.amitygate.world.outside.Declarer;
import org.amitygate.world.outside.GuardPost;
import org.amitygate.world.physics.Devices;
import org.amitygate.world.physics.Lane;
import org.amitygate.world.physics.Site;
import org.amitygate.world.plan.CustomsStep;
import org.amitygate.world.plan.PlannedTruck;

/**
 * The simulated world around one gate, as a process: lanes, devices, traders, customs and people,
 * and vehicles that come when a {@link Commands command} says so. The other gate is somebody else's
 * program. Runs until it is ended.
 */
public final class LoneWorld implements AutoCloseable {
  private static final long TICK_MILLIS = 20;
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
  private static final long MOST_BEHIND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int CUSTOMS_MILLIS = 100;

  private final Site site = new Site();
  private final List<Runnable> closers = new ArrayList<>();

  private LoneWorld(LoneConfig config, Ledger ledger) throws IOException {
    WorldConfig.Gate gate = config.gate();
    LongSupplier micros = LoneWorld::micros;
    LoneLanes lanes = new LoneLanes(site, ledger, micros, config.pace());
    for (boolean export : new boolean[] {true, false}) {
      for (String id : export ? config.exportLanes() : config.importLanes()) {
        LaneDevices devices = new LaneDevices(id, gate, micros, ledger);
        closers.add(devices::close);
        Devices here = devices.devices();
        Devices exits = export ? here : Devices.NONE;
        Devices entries = export ? Devices.NONE : here;
        Lane lane =
            new Lane(id, site, ledger, config.pace(), 1, gate.id(), exits, gate.id(), entries);
        lanes.add(lane, export);
        devices.connect(site, lanes.zone(id));
      }
    }
    URI declarations = URI.create(gate.declarationsUrl());
    Declarer declarer = new Declarer(ledger, gate.id(), declarations, gate.id(), declarations);
    closers.add(declarer::close);
    Customs customs =
        new Customs(
            gate.id(),
            gate.customsPort(),
            URI.create(gate.customsAnswerUrl()),
            reference -> List.of(new CustomsStep("08", CUSTOMS_MILLIS, reference)),
            (reference, code) -> {},
            micros,
            ledger);
    closers.add(customs::close);
    WorldConfig.Ssh ssh = gate.ssh();
    if (ssh == null) {
      throw new IllegalArgumentException("gate " + gate.id() + ": ssh is needed");
    }
    GuardPost guards = new GuardPost(gate.id(), ssh.host(), ssh.port(), ssh.accounts(), ledger);
    closers.add(guards::close);
    Commands commands =
        new Commands(
            lanes,
            new Commands.Papers() {
              @Override
              public void announce(PlannedTruck truck) {
                declarer.announce(truck, 0);
              }

              @Override
              public boolean acknowledged(PlannedTruck truck) {
                return declarer.acknowledged(truck);
              }
            },
            (orders, done) -> guards.carryOut("", 0, orders, done));
    TcpListener listener = new TcpListener("commands", config.commandPort(), commands::talk);
    closers.add(listener::close);
  }

  /** The command line: the file. Exits with 2 on a wrong one. */
  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (args.length != 2 || !args[0].equals("--config")) {
      out.println("usage: LoneWorld --config lone-world.json, not " + Arrays.toString(args));
      System.exit(2);
    }
    LoneConfig config;
    try {
      config = LoneConfig.read(Path.of(args[1]));
    } catch (IOException e) {
      out.println(args[1] + ": " + e.getMessage());
      System.exit(2);
      return;
    }
    try (Ledger ledger = Ledger.open(Path.of(config.ledger()), LoneWorld::micros);
        LoneWorld world = new LoneWorld(config, ledger)) {
      out.println("world: takes commands at 127.0.0.1:" + config.commandPort());
      world.loop();
    }
  }

  private static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /** This thread moves everything on, in real time; ends only by being interrupted. */
  private void loop() throws InterruptedException {
    long next = System.nanoTime();
    while (!Thread.interrupted()) {
      site.tick(TICK_MILLIS);
      next = Math.max(next + TICK_NANOS, System.nanoTime() - MOST_BEHIND_NANOS);
      TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
    }
  }

  @Override
  public void close() {
    closers.forEach(Runnable::run);
  }
}
