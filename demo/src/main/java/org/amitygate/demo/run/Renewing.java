package org.amitygate.demo.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.amitygate.demo.report.JournalRecord;
import org.amitygate.demo.site.Renewal;

/**
 * Gives both gates new signing keys, certificates and certification authorities in the middle of a
 * run, and sees in their journals that each works with them alone. Runs in a thread of its own.
 */
public final class Renewing implements Trouble {
  private static final long LOOK_MILLIS = 500;
  private static final long PROVED_WITHIN_SECONDS = 240;

  private final List<GateProcess> gates;
  private final Renewal renewal;
  private final long afterMillis;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile boolean renewed;
  private volatile String failure = "";

  /**
   * @param afterMillis when, from the start
   */
  public Renewing(List<GateProcess> gates, Renewal renewal, long afterMillis) {
    this.gates = List.copyOf(gates);
    this.renewal = renewal;
    this.afterMillis = afterMillis;
    this.thread = new Thread(this::run, "renewing");
    thread.setDaemon(true);
  }

  @Override
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      TimeUnit.MILLISECONDS.sleep(afterMillis);
      renewal.announce();
      Map<GateProcess, Long> before = ends();
      renewal.use();
      long used = System.currentTimeMillis();
      await("uses its new key", gate -> usesNewKey(gate, before.getOrDefault(gate, 0L)));
      await("got rid of what it said with its old key", gate -> nothingOld(gate, used));
      renewal.retire();
      Map<GateProcess, Long> retired = ends();
      await(
          "works with the new keys alone", gate -> delivered(gate, retired.getOrDefault(gate, 0L)));
      renewed = true;
    } catch (IOException | GeneralSecurityException e) {
      failure = String.valueOf(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<GateProcess, Long> ends() {
    Map<GateProcess, Long> ends = new HashMap<>();
    for (GateProcess gate : gates) {
      try (JournalReader journal = gate.journal()) {
        ends.put(gate, journal.last());
      }
    }
    return ends;
  }

  private interface Sight {
    boolean of(GateProcess gate) throws IOException;
  }

  private void await(String what, Sight sight) throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PROVED_WITHIN_SECONDS);
    for (GateProcess gate : gates) {
      while (!sight.of(gate)) {
        if (stopped || System.nanoTime() > until) {
          throw new IOException("it was never seen that " + gate.id() + " " + what);
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    }
  }

  /** A message that was signed with the new key was delivered. */
  private boolean usesNewKey(GateProcess gate, long since) throws IOException {
    String kid = renewal.kid(gate.id());
    try (JournalReader journal = gate.journal()) {
      Set<String> signed = new HashSet<>();
      for (JournalRecord record : journal.since(since, "PartnerMessageSent")) {
        if (record.body().path("kid").asText().equals(kid)) {
          signed.add(record.body().path("messageId").asText());
        }
      }
      return journal.since(since, "PartnerReceiptReceived").stream()
          .anyMatch(record -> signed.contains(record.body().path("messageId").asText()));
    }
  }

  private static boolean nothingOld(GateProcess gate, long before) {
    try (JournalReader journal = gate.journal()) {
      return journal.last() > 0 && !journal.waitsFromBefore(before);
    }
  }

  /** What was said since then was delivered. */
  private static boolean delivered(GateProcess gate, long since) {
    try (JournalReader journal = gate.journal()) {
      Set<String> sent = new HashSet<>();
      journal
          .since(since, "PartnerMessageSent")
          .forEach(record -> sent.add(messageId(record.body())));
      return journal.since(since, "PartnerReceiptReceived").stream()
          .map(JournalRecord::body)
          .map(Renewing::messageId)
          .anyMatch(sent::contains);
    }
  }

  private static String messageId(JsonNode body) {
    return body.path("messageId").asText();
  }

  @Override
  public void stop() throws InterruptedException {
    stopped = true;
    thread.join();
  }

  @Override
  public String failure() {
    return failure;
  }

  @Override
  public int kills() {
    return 0;
  }

  @Override
  public int renewals() {
    return renewed ? 1 : 0;
  }
}
