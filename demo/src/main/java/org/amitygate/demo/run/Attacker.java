package org.amitygate.demo.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.amitygate.demo.report.CrashPoints;
import org.amitygate.demo.report.Outage;

/**
 * Kills the gates at the points of a list, one gate after the other, and starts them again. The
 * agent inside a gate does the killing; here it is ordered, noticed and checked against the
 * journal. Runs in a thread of its own.
 */
public final class Attacker implements Trouble {
  private static final long LOOK_MILLIS = 10;

  /** How long a gate may be dead before that is seen here. */
  private static final long NOTICED_WITHIN_MILLIS = 2_000;

  private static final long REACHED_WITHIN_SECONDS = 45;

  private final List<Target> targets;
  private final Thread thread;
  private final List<String> hit = new ArrayList<>();
  private final List<Outage> outages = new ArrayList<>();
  private final List<String> untrue = new ArrayList<>();
  private int kills;
  private volatile boolean stopped;
  private volatile String failure = "";

  /** One gate with its list, its plan and its agent. */
  private record Target(GateProcess gate, CrashList list, CrashPlan plan, CrashOrders orders) {
    static Target of(GateProcess gate, int points, String only, long seed) {
      CrashList list = CrashList.of(gate.role());
      CrashPlan plan = new CrashPlan(list.some(points, only, seed), new Random(seed));
      return new Target(gate, list, plan, new CrashOrders(gate.crashFolder()));
    }
  }

  /**
   * @param points how many at most, both gates together
   * @param only what the names of the points begin with; empty: all
   */
  public Attacker(GateProcess exports, GateProcess imports, int points, String only, long seed) {
    targets =
        List.of(
            Target.of(exports, (points + 1) / 2, only, seed),
            Target.of(imports, points / 2, only, seed));
    thread = new Thread(this::run, "attacker");
    thread.setDaemon(true);
  }

  @Override
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stopped && targets.stream().anyMatch(target -> !target.plan.finished())) {
        for (Target target : targets) {
          attack(target);
        }
      }
    } catch (IOException e) {
      failure = String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void attack(Target target) throws IOException, InterruptedException {
    Optional<CrashPlan.Order> order = next(target);
    if (stopped || order.isEmpty()) {
      return;
    }
    target.orders.give(order.get().point(), order.get().count());
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(REACHED_WITHIN_SECONDS);
    boolean ended = false;
    while (!ended && !stopped && System.nanoTime() < until) {
      ended = target.gate.endsWithin(LOOK_MILLIS);
    }
    if (ended || endsAllTheSame(target)) {
      died(target);
    } else {
      notReached(target, order.get());
    }
  }

  /**
   * Points that only come by at a start have their turn at the next one; if there is nothing else,
   * the gate is killed for them.
   */
  private Optional<CrashPlan.Order> next(Target target) throws IOException, InterruptedException {
    Optional<CrashPlan.Order> order;
    synchronized (this) {
      order = target.plan.next();
    }
    if (order.isEmpty() && !stopped && !target.plan.finished()) {
      long from = micros();
      target.gate.kill();
      startAgain(target);
      back(target, from);
    }
    return order;
  }

  /** Takes the order back. @return it was too late: the gate has died by it */
  private static boolean endsAllTheSame(Target target) throws IOException, InterruptedException {
    target.orders.takeBack();
    while (!target.orders.taken()) {
      if (target.gate.endsWithin(LOOK_MILLIS)) {
        return true;
      }
    }
    return false;
  }

  private void died(Target target) throws IOException, InterruptedException {
    long from = micros() - TimeUnit.MILLISECONDS.toMicros(NOTICED_WITHIN_MILLIS);
    target.gate.gone();
    CrashOrders.Hit at =
        target
            .orders
            .takeHit()
            .orElseThrow(() -> new IOException("gate " + target.gate.id() + " ended by itself"));
    check(target, at);
    synchronized (this) {
      kills++;
      for (String point : at.points()) {
        if (target.plan.hit(point)) {
          hit.add(target.gate.id() + " " + point);
        }
      }
    }
    startAgain(target);
    back(target, from);
  }

  private synchronized void back(Target target, long from) {
    outages.add(new Outage(target.gate.id(), from, micros()));
  }

  private static long micros() {
    return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
  }

  private void startAgain(Target target) throws IOException, InterruptedException {
    Optional<CrashPlan.Order> order = Optional.empty();
    if (!stopped) {
      synchronized (this) {
        order = target.plan.nextAtStart();
      }
    }
    if (order.isPresent()) {
      target.orders.give(order.get().point(), order.get().count());
    } else {
      target.orders.takeBack();
    }
    target.gate.restart();
    if (order.isEmpty()) {
      target.gate.awaitReady();
    } else if (!target.gate.readyOrEnded() || endsAllTheSame(target)) {
      died(target);
    } else {
      notReached(target, order.get());
    }
  }

  private synchronized void notReached(Target target, CrashPlan.Order order) {
    target.plan.notReached(order.point());
  }

  /** What a commit was to write is not there before it, and there after it. */
  private void check(Target target, CrashOrders.Hit at) {
    boolean after = at.point().endsWith(":after");
    try (JournalReader journal = target.gate.journal()) {
      at.records()
          .forEach(
              (point, id) -> {
                if (journal.has(id) != after) {
                  untrue(target.gate.id(), point, id, after ? "not on disk" : "on disk");
                }
              });
    }
  }

  private synchronized void untrue(String gate, String point, String id, String where) {
    untrue.add("%s died at %s and record %s is %s".formatted(gate, point, id, where));
  }

  @Override
  public String failure() {
    return failure;
  }

  @Override
  public synchronized int kills() {
    return kills;
  }

  /** What was found on disk and should not be, or the other way round; what failed in an agent. */
  public synchronized List<String> complaints() throws IOException {
    List<String> all = new ArrayList<>(untrue);
    for (Target target : targets) {
      for (String error : target.orders.errors()) {
        all.add("the agent in " + target.gate.id() + ": " + error);
      }
    }
    return all;
  }

  public synchronized CrashPoints points() throws IOException {
    List<String> notReached = new ArrayList<>();
    List<String> unlisted = new ArrayList<>();
    for (Target target : targets) {
      String gate = target.gate.id() + " ";
      target.plan.notReached().forEach(point -> notReached.add(gate + point));
      target.list.unknown(target.orders.seen()).forEach(point -> unlisted.add(gate + point));
    }
    return new CrashPoints(hit, notReached, unlisted, outages);
  }

  @Override
  public void stop() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
