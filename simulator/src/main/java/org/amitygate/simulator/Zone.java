package org.amitygate.simulator;

import org.jspecify.annotations.Nullable;

/** The stretch of a lane at one gate: loops, platform, barrier, room for one vehicle. */
final class Zone implements Barrier.Watcher {

  /** Who lets vehicles in and takes them on. */
  interface Lane {
    void atStopLine(Zone zone, Truck truck);

    void entered(Zone zone, Truck truck);

    void passed(Zone zone, Truck truck, long token);

    void backedOut(Zone zone, Truck truck);
  }

  private static final long SETTLES = 900_000;

  private final Agenda agenda;
  private final Dice dice;
  private final Lane lane;
  private final Promises promises;
  private final boolean export;
  final String gate;
  final String id;
  final Barrier barrier;
  private @Nullable Truck truck;
  private boolean entry;
  private boolean exit;
  private boolean passage;
  private boolean standing;
  private boolean committedToDrive;
  private boolean seenClosed;
  private long movedAt;
  private int visit;

  Zone(
      Agenda agenda,
      Dice dice,
      Lane lane,
      Promises promises,
      boolean export,
      String gate,
      String id) {
    this.agenda = agenda;
    this.dice = dice;
    this.lane = lane;
    this.promises = promises;
    this.export = export;
    this.gate = gate;
    this.id = id;
    this.barrier = new Barrier(agenda, this, this);
  }

  @Nullable Truck truck() {
    return truck;
  }

  boolean isEmpty() {
    return truck == null;
  }

  /** Bit 0 entry, bit 1 exit, bit 2 passage. */
  int loops() {
    return (entry ? 1 : 0) | (exit ? 2 : 0) | (passage ? 4 : 0);
  }

  boolean weightIsStable() {
    return agenda.now() >= movedAt + SETTLES;
  }

  long weightKg() {
    Truck on = truck;
    return on == null || !entry ? 0 : on.grossKg / 10 * 10;
  }

  /** Drives in and up to the stop line. */
  void enter(Truck next) {
    truck = next;
    seenClosed = barrier.isClosed();
    moved();
    entry = true;
    lane.entered(this, next);
    step(
        dice.millis(1_500, 4_000),
        () -> {
          exit = true;
          standing = true;
          lane.atStopLine(this, next);
          lookAtTheBarrier();
          lookAtTheLamp();
        });
  }

  private void moved() {
    movedAt = agenda.now();
    visit++;
    agenda.stir();
  }

  /** Something that the vehicle does, unless it does something else first. */
  private void step(long micros, Runnable task) {
    int mine = visit;
    agenda.after(
        micros,
        () -> {
          if (mine == visit) {
            moved();
            task.run();
          }
        });
  }

  private void lookAtTheBarrier() {
    Truck driver = truck;
    if (driver == null || !standing || !barrier.isUp() || !seenClosed) {
      return;
    }
    if (driver.hesitates) {
      driver.hesitates = false;
      seenClosed = false;
      return;
    }
    step(
        dice.millis(300, 600),
        () -> {
          if (barrier.isUp()) {
            drive(driver);
          } else {
            lookAtTheBarrier();
          }
        });
  }

  private void drive(Truck driver) {
    standing = false;
    committedToDrive = true;
    long token = barrier.lastOpened();
    step(
        dice.millis(500, 900),
        () -> {
          passage = true;
          step(
              dice.millis(700, 1_200),
              () -> {
                entry = false;
                step(
                    dice.millis(700, 1_200),
                    () -> {
                      exit = false;
                      step(dice.millis(700, 1_200), () -> through(driver, token));
                    });
              });
        });
  }

  private void through(Truck driver, long token) {
    passage = false;
    committedToDrive = false;
    truck = null;
    barrier.passed();
    lane.passed(this, driver, token);
  }

  /** A red lamp sends it back, out of the country's own zone only. */
  private void lookAtTheLamp() {
    Truck driver = truck;
    if (!export || driver == null || !standing || !barrier.isRed() || !barrier.isClosed()) {
      return;
    }
    int mine = visit;
    agenda.after(
        1_500_000,
        () -> {
          if (mine == visit && barrier.isRed() && barrier.isClosed()) {
            backOut(driver);
          }
        });
  }

  private void backOut(Truck driver) {
    standing = false;
    moved();
    step(
        dice.millis(700, 1_200),
        () -> {
          exit = false;
          step(
              dice.millis(700, 1_200),
              () -> {
                entry = false;
                truck = null;
                lane.backedOut(this, driver);
              });
        });
  }

  @Override
  public void accepted(long token) {
    promises.accepted(this, token);
  }

  @Override
  public void leftClosed(long token) {
    promises.opened(this, token);
  }

  @Override
  public void up() {
    lookAtTheBarrier();
  }

  @Override
  public void closed() {
    seenClosed = true;
    lookAtTheLamp();
  }

  @Override
  public void red() {
    agenda.stir();
    lookAtTheLamp();
  }

  @Override
  public boolean vehicleUnder() {
    return committedToDrive;
  }

  @Override
  public String toString() {
    return gate + "/" + id;
  }
}
