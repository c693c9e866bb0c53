package org.amitygate.core.plugin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.amitygate.core.journal.Answers;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.amitygate.core.plugin.PluginHost.FlowView;

/**
 * The plug-ins as the journal has them. Waits for the disk; used on the host's thread. When a write
 * returns or is refused, it is on disk or is not: if the answer to a commit is lost, it waits until
 * the journal knows, since what runs has to be what the journal says.
 */
final class PluginLedger {

  private static final String HOST = "plugin-host";
  private static final String FIRST_START = "first-start";

  private final Journal journal;

  PluginLedger(Journal journal) {
    this.journal = journal;
  }

  /** By name. */
  Map<String, PluginRecord> all() throws Refusal, InterruptedException {
    return read(
        view -> {
          Map<String, PluginRecord> records = new LinkedHashMap<>();
          view.items(PluginRecord.ITEM)
              .forEach(item -> records.put(item.id(), Json.read(item.body(), PluginRecord.class)));
          return records;
        });
  }

  Optional<PluginRecord> find(String name) throws Refusal, InterruptedException {
    return read(
        view ->
            view.item(PluginRecord.ITEM, name).map(body -> Json.read(body, PluginRecord.class)));
  }

  /** The records of a plug-in, oldest first, each with its time. */
  CompletableFuture<List<ObjectNode>> history(String name) {
    return journal.read(
        view ->
            view.records(PluginRecord.stream(name)).stream()
                .map(entry -> entry.body().put("at", entry.at().toString()))
                .toList());
  }

  /** Versions of flows, those that crossings are on included. */
  CompletableFuture<List<FlowView>> flows(List<PluginRecord> records) {
    return journal.read(
        view -> {
          List<CrossingRow> open = view.openCrossings();
          return records.stream()
              .filter(PluginRecord::isFlow)
              .flatMap(record -> record.inUse().stream().map(use -> flow(record, use, open)))
              .sorted(Comparator.comparing(FlowView::flow).thenComparing(FlowView::version))
              .toList();
        });
  }

  /** As {@link #flows}, waiting for it. */
  List<FlowView> flowsNow(List<PluginRecord> records) throws Refusal, InterruptedException {
    return await(flows(records));
  }

  private static FlowView flow(
      PluginRecord record, PluginRecord.Release release, List<CrossingRow> open) {
    List<CrossingRow> on =
        open.stream()
            .filter(row -> row.flow().equals(record.name()))
            .filter(row -> row.flowVersion().equals(release.version()))
            .toList();
    return new FlowView(
        record.name(),
        release.version(),
        release.equals(record.active()),
        record.lanes().entrySet().stream()
            .filter(lane -> lane.getValue().equals(release))
            .map(Map.Entry::getKey)
            .toList(),
        on.size(),
        on.stream().filter(row -> row.state().startsWith("HOLD")).count(),
        on.stream().map(CrossingRow::openedAt).min(Comparator.naturalOrder()),
        record.isBad(release));
  }

  /** The digest with which a version once became active; empty if it never did. */
  Optional<String> digestOf(String name, String version) throws Refusal, InterruptedException {
    return read(
        view ->
            view.records(PluginRecord.stream(name)).stream()
                .filter(
                    entry ->
                        entry.type().equals("PluginInstalled")
                            || entry.type().equals("PluginUpdated"))
                .filter(entry -> entry.body().path("version").asText().equals(version))
                .map(entry -> entry.body().path("sha256").asText())
                .findFirst());
  }

  /** Writes what a plug-in is now, and the record of how it became so. */
  void put(PluginRecord now, String type, ObjectNode body) throws Refusal, InterruptedException {
    submit(
        tx -> {
          tx.put(PluginRecord.ITEM, now.name(), Json.object(now));
          tx.append(now.stream(), type, body);
          return now;
        });
  }

  /** Writes a record that changes nothing. */
  void note(String name, String type, ObjectNode body) throws Refusal, InterruptedException {
    submit(
        tx -> {
          tx.append(PluginRecord.stream(name), type, body);
          return name;
        });
  }

  /** Forgets a plug-in. @throws Refusal a crossing is on it */
  void remove(PluginRecord record, ObjectNode body) throws Refusal, InterruptedException {
    submit(
        tx -> {
          long pinned = pinned(tx, record, Optional.empty());
          if (pinned > 0) {
            throw new Refusal(
                "%d crossings are under way on %s; remove it when they have ended"
                    .formatted(pinned, record.name()));
          }
          tx.remove(PluginRecord.ITEM, record.name());
          tx.append(record.stream(), "PluginRemoved", body);
          return record;
        });
  }

  /**
   * Lets a release of a flow go if no crossing is on it. Decided on the writer, behind every
   * crossing that began before.
   *
   * @return whether it may be brought down
   */
  boolean retire(PluginRecord record, PluginRecord.Release release)
      throws Refusal, InterruptedException {
    return submit(
        tx -> {
          if (pinned(tx, record, Optional.of(release.version())) > 0) {
            return false;
          }
          tx.put(PluginRecord.ITEM, record.name(), Json.object(record.retired(release)));
          tx.append(
              record.stream(),
              "PluginVersionRetired",
              Json.object().put("name", record.name()).put("version", release.version()));
          return true;
        });
  }

  private static long pinned(View view, PluginRecord record, Optional<String> version) {
    if (!record.isFlow()) {
      return 0;
    }
    return view.openVersions(record.name()).entrySet().stream()
        .filter(open -> version.isEmpty() || open.getKey().equals(version.get()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Whether the plug-ins that came with the server were installed once. */
  boolean hadFirstStart() throws Refusal, InterruptedException {
    return read(view -> view.item(HOST, FIRST_START).isPresent());
  }

  void firstStartDone() throws Refusal, InterruptedException {
    submit(
        tx -> {
          tx.put(HOST, FIRST_START, Json.object().put("at", tx.now().toString()));
          return true;
        });
  }

  private <R> R read(Function<View, R> question) throws Refusal, InterruptedException {
    return await(journal.read(question));
  }

  private <R> R submit(Journal.Work<R> work) throws Refusal, InterruptedException {
    return Answers.awaitOutcome(journal.submit(work));
  }

  private static <R> R await(CompletableFuture<R> future) throws Refusal, InterruptedException {
    return Answers.await(future, "gate:plugin why");
  }
}
