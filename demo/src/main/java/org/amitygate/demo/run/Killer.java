package org.amitygate.demo.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.amitygate.demo.report.CrossingRow;
import org.jspecify.annotations.Nullable;

/**
 * Kills the gates while crossings are at chosen stages, starts them again, and lets traffic flow
 * before the next time. Runs in a thread of its own.
 */
public final class Killer implements Trouble {
  private static final long LOOK_MILLIS = 10;
  private static final long FLOWING_WITHIN_SECONDS = 120;

  private final Map<String, GateProcess> gates = new LinkedHashMap<>();
  private final KillPlan plan;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile String failure = "";

  public Killer(GateProcess exports, GateProcess imports) {
    gates.put(exports.id(), exports);
    gates.put(imports.id(), imports);
    plan = new KillPlan(exports.id(), imports.id());
    thread = new Thread(this::run, "killer");
    thread.setDaemon(true);
  }

  @Override
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      Map<String, JournalReader> journals = new LinkedHashMap<>();
      gates.forEach((id, gate) -> journals.put(id, gate.journal()));
      Map<String, Long> versions = new LinkedHashMap<>();
      Map<String, List<CrossingRow>> underWay = new LinkedHashMap<>();
      while (!stopped && !finished()) {
        boolean changed = false;
        for (Map.Entry<String, JournalReader> entry : journals.entrySet()) {
          long version = entry.getValue().version();
          Long before = versions.put(entry.getKey(), version);
          if (before == null || before != version) {
            underWay.put(entry.getKey(), entry.getValue().underWay());
            changed = true;
          }
        }
        KillPlan.Victim victim = changed ? next(underWay) : null;
        if (victim == null) {
          TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } else {
          kill(victim, journals);
          versions.clear();
        }
      }
      journals.values().forEach(JournalReader::close);
    } catch (IOException e) {
      failure = String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized KillPlan.@Nullable Victim next(Map<String, List<CrossingRow>> underWay) {
    return plan.next(underWay).orElse(null);
  }

  private synchronized boolean finished() {
    return plan.finished();
  }

  private void kill(KillPlan.Victim victim, Map<String, JournalReader> journals)
      throws IOException, InterruptedException {
    List<GateProcess> dying = new ArrayList<>();
    for (String id : victim.gates()) {
      GateProcess gate = gates.get(id);
      if (gate != null) {
        dying.add(gate);
      }
    }
    for (GateProcess gate : dying) {
      gate.kill();
    }
    for (GateProcess gate : dying) {
      try (JournalReader dead = gate.journal()) {
        String stage =
            dead.open().stream()
                .filter(row -> row.id().equals(victim.crossing()))
                .findFirst()
                .map(Stages::of)
                .orElse("ended");
        died(gate.id(), stage, dying.size() > 1);
      }
    }
    if (stopped) {
      return;
    }
    for (GateProcess gate : dying) {
      gate.restart();
    }
    for (GateProcess gate : dying) {
      gate.awaitReady();
    }
    awaitTraffic(journals.values());
  }

  private synchronized void died(String gate, String stage, boolean together) {
    plan.died(gate, stage, together);
  }

  /** Waits until crossings end again at both gates, but not for ever. */
  private void awaitTraffic(Collection<JournalReader> journals) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(FLOWING_WITHIN_SECONDS);
    for (JournalReader journal : journals) {
      long now = journal.last();
      while (!stopped && System.nanoTime() < until && !journal.endedSince(now)) {
        TimeUnit.MILLISECONDS.sleep(10 * LOOK_MILLIS);
      }
    }
  }

  @Override
  public String failure() {
    return failure;
  }

  @Override
  public synchronized int kills() {
    return plan.kills();
  }

  @Override
  public synchronized Map<String, Integer> atStage() {
    return plan.atStage();
  }

  @Override
  public void stop() throws InterruptedException {
    stopped = true;
    thread.join();
  }
}
