package org.amitygate.core.crossing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;

/**
 * Records what a stage came to and everything it was given, so that it can be rehearsed on another
 * version of its flow. Used on the writer.
 */
final class StageRecord {

  /** Those of 2 lack what came with the signal, the facts that went, and the settings. */
  static final int VERSION = 3;

  private final Crossings crossings;

  /** Digests of settings that are on disk. */
  private final Map<String, Boolean> recorded = new ConcurrentHashMap<>();

  StageRecord(Crossings crossings) {
    this.crossings = crossings;
  }

  /**
   * @param run the crossing as the stage was given it
   * @param notKept facts of the result that the gate did not take
   */
  void completed(
      Transaction tx, Crossing crossing, Crossing run, StageResult result, List<String> notKept) {
    StageDecision decision = StageDecision.of(run.facts(), result);
    ObjectNode personal = decision.personal();
    ObjectNode body = Json.object().put("stage", run.stage()).put("visit", run.visit());
    body.put("enteredAt", run.enteredAt().toString());
    run.signal()
        .ifPresent(
            signal -> {
              body.put("signal", signal.name()).put("signalAt", signal.at().toString());
              Divided data = Divided.of(Json.object(signal.data()));
              body.set("signalData", data.lasting());
              if (!data.personal().isEmpty()) {
                personal.set("signalData", data.personal());
              }
            });
    body.setAll(decision.lasting());
    names(body, "notKept", notKept);
    names(body, "meanwhile", others(run.facts(), crossing.facts()));
    body.put("settings", result.settings().digest());
    keep(tx, result.settings());
    crossings.note(tx, crossing, "StageCompleted", VERSION, body, personal);
  }

  private static void names(ObjectNode body, String what, Collection<String> names) {
    if (!names.isEmpty()) {
      names.forEach(body.putArray(what)::add);
    }
  }

  /** Facts that are others than before. */
  private static Set<String> others(Map<String, Object> before, Map<String, Object> now) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    names.removeIf(name -> Objects.equals(before.get(name), now.get(name)));
    return names;
  }

  private void keep(Transaction tx, StageSettings settings) {
    String digest = settings.digest();
    if (settings.values().isEmpty() || recorded.containsKey(digest)) {
      return;
    }
    if (tx.item(StageSettings.ITEM, digest).isEmpty()) {
      ObjectNode values = Json.object(settings.values());
      tx.put(StageSettings.ITEM, digest, values);
      ObjectNode body = Json.object().put("digest", digest);
      body.set("settings", values);
      tx.append("gate", "FlowSettingsUsed", body);
    }
    tx.afterCommit(() -> recorded.put(digest, true));
  }
}
