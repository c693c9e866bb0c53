package org.amitygate.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Verifies the heads that partners countersigned: that each follows the one before, that the
 * records to which it binds the gate are there, and that the partner's receipt is for this very
 * head. Takes the records of each partner's stream in their order.
 */
final class EvidenceHeadCheck {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String STREAM = "partner:";

  private final Database database;
  private final PartnerKeys keys;
  private final Findings findings;
  private final Map<String, Said> last = new HashMap<>();

  /** Heads without a receipt so far, by message id; one partner's stream after the other. */
  private final Map<String, Said> open = new LinkedHashMap<>();

  private final NamedRecords named = new NamedRecords();

  /** What heads name and was not read before them. */
  private final List<Due> due = new ArrayList<>();

  private long heads;
  private long countersigned;

  /**
   * @param keys none: signatures are not verified
   */
  EvidenceHeadCheck(Database database, PartnerKeys keys, Findings findings) {
    this.database = database;
    this.keys = keys;
    this.findings = findings;
  }

  /** A head as it is on record. */
  private record Said(String stream, long seq, long number, String digest, String message) {

    String name() {
      return "head " + number + " for " + stream.replace(':', ' ');
    }

    Finding finding(String sentence) {
      return new Finding(stream, seq, name() + " " + sentence);
    }
  }

  /**
   * A record to which a head binds the gate.
   *
   * @param by the head's name
   */
  private record Due(String by, Head record) {}

  /** Before the first record. */
  void read() throws Wrong {
    database.headsSaid(row -> records(json(row.body().orElseThrow())).forEach(named::name));
    named.allNamed();
  }

  void next(Row row) {
    named.read(row);
    if (!row.stream().startsWith(STREAM) || row.body().isEmpty()) {
      return;
    }
    if (row.type().equals("EvidenceHeadSent")) {
      head(row, json(row.body().get()));
    } else if (row.type().equals("PartnerReceiptReceived")) {
      receipt(json(row.body().get()));
    }
  }

  private void head(Row row, JsonNode body) {
    heads++;
    Said head =
        new Said(
            row.stream(),
            row.seq(),
            body.path("number").asLong(),
            body.path("digest").asText(),
            body.path("message").asText());
    fault(head, body).ifPresent(fault -> findings.add(head.finding(fault)));
    records(body).stream()
        .filter(record -> !named.wasRead(record))
        .forEach(record -> due.add(new Due(head.name(), record)));
    last.put(row.stream(), head);
    open.put(body.path("messageId").asText(), head);
  }

  private Optional<String> fault(Said head, JsonNode body) {
    Said before = last.get(head.stream());
    String previous = before == null ? Hashes.hex(Hashes.zeros()) : before.digest();
    if (head.number() != (before == null ? 1 : before.number() + 1)
        || !body.path("previous").asText().equals(previous)) {
      return Optional.of(
          "does not follow "
              + (before == null ? "anything, and is not the first" : before.name())
              + ": a head is missing or was replaced");
    }
    List<byte[]> leaves = new ArrayList<>();
    try {
      for (JsonNode end : body.path("heads")) {
        leaves.add(record(end).leaf());
      }
      byte[] root = new MerkleTree(leaves).root();
      byte[] digest = Hashes.head(head.number(), Hashes.bytes(previous), leaves.size(), root);
      if (!body.path("root").asText().equals(Hashes.hex(root))
          || !head.digest().equals(Hashes.hex(digest))) {
        return Optional.of("was altered: its root or digest is not that of its records");
      }
    } catch (IllegalArgumentException e) {
      return Optional.of("is damaged: it cannot be read");
    }
    JsonNode said = payload(json(head.message().getBytes(StandardCharsets.UTF_8))).path("body");
    for (String member : List.of("number", "previous", "count", "root")) {
      if (!said.path(member).asText().equals(body.path(member).asText())) {
        return Optional.of("is not the one that was said to the partner");
      }
    }
    return Optional.empty();
  }

  private static Head record(JsonNode end) {
    byte[] hash = Hashes.bytes(end.path(2).asText());
    return new Head(end.path(0).asText(), end.path(1).asLong(), hash);
  }

  /** Those that a head names; none if they cannot be read. */
  private static List<Head> records(JsonNode body) {
    List<Head> records = new ArrayList<>();
    try {
      body.path("heads").forEach(end -> records.add(record(end)));
    } catch (IllegalArgumentException e) {
      return List.of(); // it is damaged, which is said
    }
    return records;
  }

  /** After the last record: the heads bind the gate to records that were read. */
  void end() throws Wrong {
    for (Due each : due) {
      if (!named.wasRead(each.record())) {
        missed(each.by(), each.record());
      }
    }
  }

  private void missed(String head, Head record) throws Wrong {
    String stream = record.stream();
    Optional<byte[]> found = database.hash(stream, record.seq());
    if (found.isEmpty()) {
      long end = database.last(stream);
      findings.add(
          new Finding(
              stream,
              end < record.seq() ? end + 1 : record.seq(),
              "it is missing: " + head + " covers the stream up to record " + record.seq()));
    } else if (!Arrays.equals(found.get(), record.hash())) {
      findings.add(
          new Finding(
              stream,
              record.seq(),
              "it is not the one that "
                  + head
                  + " covers: it, or one before it, was rewritten with all hashes after it"));
    } else {
      findings.add(
          new Finding(
              stream,
              record.seq(),
              head
                  + " covers another one than is read where all are read one by one: the tables"
                  + " are not those that a gate makes"));
    }
  }

  private void receipt(JsonNode body) {
    Said head = open.get(body.path("messageId").asText());
    if (head == null) {
      return;
    }
    // Messages about the route are delivered in their order.
    for (Said earlier : List.copyOf(open.values())) {
      if (earlier.stream().equals(head.stream()) && earlier.number() < head.number()) {
        findings.add(earlier.finding("has no receipt, and a later one has: it was taken away"));
        open.values().remove(earlier);
      }
    }
    open.remove(body.path("messageId").asText());
    JsonNode jws = json(body.path("receipt").asText().getBytes(StandardCharsets.UTF_8));
    JsonNode receipt = payload(jws);
    byte[] sha256 = Hashes.sha256(head.message().getBytes(StandardCharsets.UTF_8));
    if (!receipt.path("sha256").asText().equals(Hashes.hex(sha256))) {
      findings.add(head.finding("is not the one that the partner countersigned"));
    } else if (!keys.isEmpty() && !keys.signed(jws)) {
      findings.add(head.finding("has a receipt that none of the given partner's keys signed"));
    } else if (receipt.path("verdict").asText().equals("APPLIED")) {
      countersigned++;
    }
  }

  private static JsonNode payload(JsonNode jws) {
    try {
      return json(Base64.getUrlDecoder().decode(jws.path("payload").asText()));
    } catch (IllegalArgumentException e) {
      return MissingNode.getInstance();
    }
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return MAPPER.readTree(bytes);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  void tell(Report report) {
    report.figure("evidenceHeads", heads).figure("countersigned", countersigned);
    if (heads > 0) {
      report.line(
          "partners",
          Report.count(countersigned) + " of " + Report.count(heads) + " heads are countersigned");
      if (keys.isEmpty()) {
        report.line("", "their signatures are not verified: give the partner's --partner-key");
      }
    }
  }
}
