package org.amitygate.simulator;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.runtime.Gate;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.MonotonicGateClock;
import org.amitygate.core.time.UuidV7;
import org.amitygate.device.Driver;
import org.amitygate.driver.hikvision.HikvisionDriver;
import org.amitygate.driver.modbusio.ModbusIoDriver;
import org.amitygate.driver.mtsics.MtSicsDriver;
import org.amitygate.journal.SimulatedDisk;
import org.amitygate.journal.SimulatedJournal;
import org.amitygate.partner.PartnerInbox;
import org.amitygate.partner.link.PartnerLink;
import org.jspecify.annotations.Nullable;

/**
 * One gate: a disk, devices, a clock on the wall, and, most of the time, one process with the
 * server's own classes.
 */
final class Node implements ConfigSource {

  private static final Duration LOOK_AT_PARTNERS = Duration.ofSeconds(5);

  private static final Archive NO_ARCHIVE = new NoArchive();

  private static final Map<String, Driver> DRIVERS =
      Map.of(
          "modbus-io", new ModbusIoDriver(),
          "mt-sics", new MtSicsDriver(),
          "hikvision-isapi", new HikvisionDriver());

  /** The outside of one gate. */
  record Outside(Agenda agenda, Dice dice, Network network, Wires wires, Pushes pushes) {}

  final String id;
  final String flow;
  final SimulatedDisk disk = new SimulatedDisk();
  final WallClock wall;
  private final GateConfig config;
  private final Outside outside;
  private final Agenda agenda;
  private final Dice dice;
  private final Flows flows;
  private final Promises promises;
  private final Customs customs;
  private @Nullable Life life;

  /** µs that a commit takes at most. */
  long slowestCommit = 1_500;

  /** Why nothing can be written; empty: it can. */
  String diskTrouble = "";

  /** The answer to the next commit gets lost, and this is told of it. */
  private @Nullable Runnable losesAnswer;

  /** The process dies while this commit is on its way, or when it is there. */
  private long diesAt = -1;

  private boolean diesAfter;
  private Runnable diedThere = () -> {};

  Node(GateConfig config, String flow, Outside outside, Flows flows, Promises promises) {
    this.config = config;
    this.id = config.gate().id();
    this.flow = flow;
    this.outside = outside;
    this.agenda = outside.agenda();
    this.wall = new WallClock(agenda);
    this.dice = outside.dice();
    this.flows = flows;
    this.promises = promises;
    this.customs = new Customs(agenda, dice.split(), this);
    outside.network().join(this);
  }

  /** One process and what is made in it. */
  private record Life(
      Process process,
      Gate gate,
      Journal journal,
      PartnerInbox inbox,
      Flows.Runner runner,
      GateClock clock) {}

  boolean isUp() {
    return life != null;
  }

  /** The process that is up. */
  Process process() {
    return alive().process();
  }

  Gate gate() {
    return alive().gate();
  }

  private Life alive() {
    Life now = life;
    if (now == null) {
      throw new IllegalStateException(id + " is down");
    }
    return now;
  }

  View view() {
    return disk.view();
  }

  /** What gate time is off; zero while it is down. */
  Duration gateTimeOff() {
    Life now = life;
    return now == null ? Duration.ZERO : Duration.between(wall.truth(), now.clock().now());
  }

  /** The process dies during its next commits: before that one is on disk, or just after. */
  void dieAt(int commits, boolean after, Runnable died) {
    diesAt = disk.commits() + commits;
    diesAfter = after;
    diedThere = died;
  }

  /**
   * @param lost is told when it was
   */
  void losesNextAnswer(Runnable lost) {
    losesAnswer = lost;
  }

  /** The one that was to be told of it is so no more; whoever came after it is. */
  void losesNoAnswer(Runnable lost) {
    if (losesAnswer == lost) {
      losesAnswer = null;
    }
  }

  /** Kill -9. */
  void die() {
    Life now = life;
    if (now != null) {
      life = null;
      diesAt = -1;
      now.process().die();
      outside.wires().cut(now.process());
      promises.note(id + " dies");
    }
  }

  /** A process begins on what is on disk. */
  void start() {
    if (life != null) {
      return;
    }
    promises.note(id + " starts");
    disk.reopen();
    Process process = new Process(agenda, dice.split(), promises, id);
    GateClock clock =
        new MonotonicGateClock(SimulatedJournal.lastAt(disk), wall, () -> agenda.now() * 1_000);
    UuidV7 ids = new UuidV7(clock, dice.split().generator());
    Journal journal =
        SimulatedJournal.open(
            disk,
            new Writing(process),
            clock,
            ids,
            dice.split().generator(),
            new SimulatedJournal.Executors(
                process::execute, process.thread(), process::execute, process));
    Flows.Runner runner = flows.new Runner(process);
    NodeServices around = new NodeServices(runner, customs);
    Gate gate = new Gate(process, journal, NO_ARCHIVE, clock, ids, bytes -> "unused", this, around);
    PartnerLink link =
        new PartnerLink(
            new PartnerLink.Needs(
                this,
                journal,
                clock,
                ids,
                gate::crossings,
                gate.barriers()::interlock,
                () -> true,
                () -> Optional.of(outside.network().of(id, process))));
    around.link(link);
    link.loadKeys();
    drivers(gate, "1.0.0");
    gate.devices().link("tcp", outside.wires().of(process));
    gate.devices().link("http-push", outside.pushes().of(process));
    life = new Life(process, gate, journal, link.inbox(), runner, clock);
    gate.open();
    lookAtPartners(process, link);
  }

  private static void drivers(Gate gate, String version) {
    DRIVERS.forEach((name, driver) -> gate.devices().use(name, driver, version));
  }

  private static void lookAtPartners(Process process, PartnerLink link) {
    process.after(
        LOOK_AT_PARTNERS,
        () -> {
          link.look();
          lookAtPartners(process, link);
        });
  }

  /** A message of the other gate comes to whoever listens. */
  CompletionStage<Optional<byte[]>> receive(String from, byte[] message) {
    Life now = life;
    if (now == null) {
      return CompletableFuture.failedFuture(new IOException("connection refused"));
    }
    CompletableFuture<Optional<byte[]>> receipt = new CompletableFuture<>();
    now.process()
        .execute(
            () ->
                now.inbox()
                    .receive(from, message)
                    .whenComplete(
                        (bytes, failure) -> {
                          if (failure == null) {
                            receipt.complete(bytes);
                          } else {
                            receipt.completeExceptionally(failure);
                          }
                        }));
    return receipt;
  }

  /** Work on a journal. */
  interface Work<R> {
    R run(Transaction tx, CrossingDesk desk) throws Refusal;
  }

  /** Empty: it is down. */
  <R> Optional<CompletableFuture<R>> submit(Work<R> work) {
    Life now = life;
    return now == null
        ? Optional.empty()
        : Optional.of(now.journal().submit(tx -> work.run(tx, now.gate().crossings())));
  }

  /** Another version of a driver takes a device over. */
  void swapDriver(String device, String name, String version) {
    Driver driver =
        switch (name) {
          case "modbus-io" -> new ModbusIoDriver();
          case "mt-sics" -> new MtSicsDriver();
          default -> new HikvisionDriver();
        };
    gate().devices().swap(device, driver, version);
  }

  /** The flows have changed. */
  void flowsChanged() {
    Life now = life;
    if (now != null) {
      now.runner().changed();
    }
  }

  @Override
  public GateConfig current() {
    return config;
  }

  @Override
  public AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change) {
    return () -> {};
  }

  /** The disk of one process. */
  private final class Writing implements SimulatedJournal.Disk {
    private final Process process;

    Writing(Process process) {
      this.process = process;
    }

    @Override
    public Optional<String> writing() {
      boolean dies = diesAt >= 0 && disk.commits() + 1 >= diesAt;
      agenda.run(agenda.now() + dice.between(80, slowestCommit));
      if (dies && !diesAfter && process.isAlive()) {
        dieThere();
      }
      if (!process.isAlive()) {
        return Optional.of("the process is dead");
      }
      if (!diskTrouble.isEmpty()) {
        return Optional.of(diskTrouble);
      }
      if (dies) {
        dieThere(); // nobody is told, but it will be there
      }
      return Optional.empty();
    }

    private void dieThere() {
      diedThere.run();
      die();
    }

    @Override
    public Optional<String> trouble() {
      return diskTrouble.isEmpty() ? Optional.empty() : Optional.of(diskTrouble);
    }

    @Override
    public boolean losesAnswer() {
      Runnable lost = losesAnswer;
      losesAnswer = null;
      if (lost != null) {
        lost.run();
      }
      return lost != null;
    }
  }
}
