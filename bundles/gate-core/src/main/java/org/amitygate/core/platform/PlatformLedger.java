package org.amitygate.core.platform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.journal.Answers;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;

/** The updates of the platform as the journal has them. Waits for the disk. */
final class PlatformLedger {

  private static final String STREAM = "platform";

  private final Journal journal;

  PlatformLedger(Journal journal) {
    this.journal = journal;
  }

  /** The update of which it is not known yet how it ended. */
  Optional<UnderWay> underWay() throws Refusal, InterruptedException {
    return await(
        journal.read(
            view ->
                view.item(UnderWay.KIND, UnderWay.ID)
                    .map(body -> Json.read(body, UnderWay.class))));
  }

  void begin(UnderWay update) throws Refusal, InterruptedException {
    await(
        journal.submit(
            tx -> {
              tx.put(UnderWay.KIND, UnderWay.ID, Json.object(update));
              tx.append(STREAM, "PlatformUpdateBegun", update.body());
              return update;
            }));
  }

  /** Writes how it ended. */
  void end(String type, ObjectNode body) throws Refusal, InterruptedException {
    await(
        journal.submit(
            tx -> {
              tx.remove(UnderWay.KIND, UnderWay.ID);
              tx.append(STREAM, type, body);
              return type;
            }));
  }

  /** Writes a record that changes nothing. */
  void note(String type, ObjectNode body) throws Refusal, InterruptedException {
    await(
        journal.submit(
            tx -> {
              tx.append(STREAM, type, body);
              return type;
            }));
  }

  /** Every record, oldest first, each with its time. */
  CompletableFuture<List<ObjectNode>> history() {
    return journal.read(
        view ->
            view.records(STREAM).stream()
                .map(entry -> entry.body().put("at", entry.at().toString()))
                .toList());
  }

  /** Waits for what was asked. @throws Refusal it was refused, or there is no answer */
  static <R> R await(CompletableFuture<R> future) throws Refusal, InterruptedException {
    return Answers.await(future, "gate:platform");
  }
}
