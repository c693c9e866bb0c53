package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.handover.PartnerDesk;
import org.amitygate.core.handover.ReconciliationDesk;
import org.amitygate.core.handover.ReconciliationDesk.Report;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.time.GateClock;
import org.amitygate.partner.handover.MessageType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people of both gates tell each other beside the handover of a crossing. */
final class PartnerTalk implements PartnerDesk {

  private static final Logger LOG = LoggerFactory.getLogger(PartnerTalk.class);

  private final ConfigSource config;
  private final Advices advices;
  private final Incidents incidents;
  private final Directions directions;
  private final Outbox outbox;
  private final ReconciliationDesk reconciliation;

  PartnerTalk(
      ConfigSource config,
      Advices advices,
      Incidents incidents,
      Directions directions,
      Outbox outbox,
      ReconciliationDesk reconciliation) {
    this.config = config;
    this.advices = advices;
    this.incidents = incidents;
    this.directions = directions;
    this.outbox = outbox;
    this.reconciliation = reconciliation;
  }

  @Override
  public CompletableFuture<Report> reconcile(String partner, Duration back, String by) {
    return reconciliation.reconcile(partner, back, by);
  }

  @Override
  public String advice(Transaction tx, String called, boolean hold, String reason) throws Refusal {
    return advices.decide(tx, called, hold, reason);
  }

  @Override
  public String quota(Transaction tx, String lane, int count, Instant until) throws Refusal {
    Map<String, Object> body = Map.of("lane", lane, "count", count, "until", until.toString());
    Partner partner = partner(lane);
    outbox.send(tx, partner, Optional.empty(), MessageType.QUOTA, 0, body, Optional.empty());
    return "partner '%s' is told: %d vehicles on lane %s until %s"
        .formatted(partner.id(), count, lane, until);
  }

  @Override
  public String incident(Transaction tx, String lane, String kind) throws Refusal {
    Partner partner = partner(lane);
    Map<String, Object> body = Map.of("kind", kind, "lane", lane, "at", tx.now().toString());
    String id = incidents.tell(tx, partner, Optional.empty(), 0, body);
    return "incident " + kind + " (" + id + ") is told to partner '" + partner.id() + "'";
  }

  private Partner partner(String lane) throws Refusal {
    return Partner.ofLane(config, lane)
        .orElseThrow(() -> new Refusal("lane " + lane + " has no partner to tell"));
  }

  @Override
  public String acknowledge(Transaction tx, String incident) throws Refusal {
    return incidents.acknowledge(tx, incident);
  }

  @Override
  public String laneDirection(Transaction tx, String lane, boolean change) throws Refusal {
    return directions.wish(tx, lane, change);
  }

  @Override
  public List<ObjectNode> pending(View view) {
    List<ObjectNode> lines = new ArrayList<>(Directions.pending(view));
    lines.addAll(Incidents.pending(view));
    lines.addAll(Advices.pending(view));
    lines.addAll(Returns.pending(view));
    return lines;
  }

  /** Called every few seconds, on one thread; never blocks. */
  void look(Journal journal, GateClock clock) {
    Instant now = clock.now();
    look(journal, view -> Incidents.hasWork(view, now), incidents::look);
    look(journal, Directions::due, directions::look);
    look(journal, advices::hasWork, advices::look);
  }

  private static void look(Journal journal, Function<View, Boolean> due, Journal.Work<?> work) {
    journal
        .read(due)
        .thenAccept(
            found -> {
              if (found) {
                journal.submit(work).exceptionally(PartnerTalk::log);
              }
            })
        .exceptionally(PartnerTalk::log);
  }

  private static <R> R log(Throwable failure) {
    LOG.warn("what is told to partners could not be looked after: {}", failure.toString());
    return null;
  }
}
