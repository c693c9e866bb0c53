package org.amitygate.core.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.handover.PartnerDesk;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;

/** Agrees to whatever people want. */
final class AgreeingPartner implements PartnerDesk {
  @Override
  public String advice(Transaction tx, String called, boolean hold, String reason) {
    return "told";
  }

  @Override
  public String quota(Transaction tx, String lane, int count, Instant until) {
    return "told";
  }

  @Override
  public String incident(Transaction tx, String lane, String kind) {
    return "told";
  }

  @Override
  public String acknowledge(Transaction tx, String incident) {
    return "told";
  }

  @Override
  public String laneDirection(Transaction tx, String lane, boolean change) {
    return "told";
  }

  @Override
  public List<ObjectNode> pending(View view) {
    return List.of();
  }

  @Override
  public CompletableFuture<Report> reconcile(String partner, Duration back, String by) {
    return CompletableFuture.completedFuture(
        new Report(partner, Instant.EPOCH, Instant.EPOCH, 0, List.of(), 0, true));
  }
}
