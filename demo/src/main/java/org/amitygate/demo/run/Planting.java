package org.amitygate.demo.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.amitygate.demo.report.CrossingRow;
import org.amitygate.demo.report.JournalRecord;
import org.amitygate.demo.report.Reconciled;

/**
 * Stops a gate, changes what its journal says of one crossing, starts it again, has the other gate
 * compare the books, and reads in both journals what they found.
 */
public final class Planting {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ATTEMPTS = 3;

  private Planting() {}

  /**
   * @param asked whose people want the comparison
   * @param changed whose journal is changed
   */
  public static Reconciled run(GateProcess asked, GateProcess changed)
      throws IOException, InterruptedException {
    changed.stop();
    Optional<CrossingRow> planted = plant(changed);
    long before = last(asked);
    long beforeThere = last(changed);
    changed.restart();
    changed.awaitReady();
    if (planted.isEmpty()) {
      return new Reconciled(0, 0, List.of());
    }
    String said = "";
    for (int i = 0; i < ATTEMPTS && !said.contains("\"differences\""); i++) {
      said = asked.type("operator", "gate:reconcile " + changed.id() + " --json");
    }
    List<JsonNode> here = differences(asked, before);
    List<JsonNode> there = differences(changed, beforeThere);
    String id = planted.get().id();
    boolean found =
        said.contains(id)
            && here.stream().anyMatch(each -> id.equals(each.path("crossingId").asText()))
            && there.stream().anyMatch(each -> id.equals(each.path("crossingId").asText()));
    TreeSet<String> named = new TreeSet<>();
    here.forEach(each -> named.add(each.path("name").asText()));
    there.forEach(each -> named.add(each.path("name").asText()));
    return new Reconciled(1, found ? 1 : 0, List.copyOf(named));
  }

  private static long last(GateProcess gate) {
    try (JournalReader journal = gate.journal()) {
      return journal.last();
    }
  }

  /** What the gate's reconciliations since then found. */
  private static List<JsonNode> differences(GateProcess gate, long since) {
    List<JsonNode> differences = new ArrayList<>();
    try (JournalReader journal = gate.journal()) {
      for (JournalRecord record : journal.since(since, "Reconciled")) {
        record.body().path("differences").forEach(differences::add);
      }
    }
    return differences;
  }

  /** A crossing that both gates cleared is received and no more. Empty: there is none. */
  private static Optional<CrossingRow> plant(GateProcess gate) throws IOException {
    Optional<CrossingRow> found;
    try (JournalReader journal = gate.journal()) {
      found =
          journal.snapshot().crossings().stream()
              .filter(row -> row.handover().equals("CLEARED"))
              .findFirst();
    }
    if (found.isPresent()) {
      ObjectNode body = found.get().body().deepCopy();
      body.withObject("/handover").put("state", "RECEIVED");
      write(gate, UUID.fromString(found.get().id()), JSON.writeValueAsBytes(body));
    }
    return found;
  }

  private static void write(GateProcess gate, UUID crossing, byte[] body) throws IOException {
    byte[] id =
        ByteBuffer.allocate(16)
            .putLong(crossing.getMostSignificantBits())
            .putLong(crossing.getLeastSignificantBits())
            .array();
    try (Connection connection = DriverManager.getConnection(gate.tampering());
        PreparedStatement update =
            connection.prepareStatement("UPDATE crossing SET body = ? WHERE id = ?")) {
      update.setBytes(1, body);
      update.setBytes(2, id);
      if (update.executeUpdate() != 1) {
        throw new IOException("nothing could be planted in the journal of " + gate.id());
      }
    } catch (SQLException e) {
      throw new IOException("nothing could be planted in the journal of " + gate.id(), e);
    }
  }
}
