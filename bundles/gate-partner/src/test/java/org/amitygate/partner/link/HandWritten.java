package org.amitygate.partner.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.amitygate.partner.PartnerProblem;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.envelope.Receipt;
import org.amitygate.partner.envelope.Receipt.Verdict;
import org.amitygate.partner.envelope.Signatures;
import org.amitygate.partner.envelope.StrictJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The entry gate, and messages to it that a test writes in the exit gate's name. */
abstract class HandWritten {

  static final String EXIT = "vn-huunghi";
  static final String ENTRY = "cn-youyi";

  @TempDir Path folder;
  GatePair pair;
  TestGate entry;
  ECKey key;

  @BeforeEach
  void setUp() throws Exception {
    pair = GatePair.of(folder);
    entry = pair.entry();
    key = ECKey.parse(Files.readString(folder.resolve(EXIT + ".jwk")));
  }

  static UUID id(int n) {
    return new UUID(0x0193a5f000007000L, 0x8000000000000000L + n);
  }

  Envelope message(int id, long seq, String type, int epoch, ObjectNode body) {
    return envelope(id(id), Optional.of(TestGate.TRUCK), epoch, seq, type, body);
  }

  /** A message about the route, and no crossing. */
  Envelope route(UUID id, long seq, String type, ObjectNode body) {
    return envelope(id, Optional.empty(), 0, seq, type, body);
  }

  Envelope envelope(
      UUID id, Optional<UUID> crossing, int epoch, long seq, String type, ObjectNode body) {
    return new Envelope(
        id,
        EXIT,
        ENTRY,
        "1119-1120",
        crossing,
        epoch,
        seq,
        0,
        type,
        entry.now(),
        1000,
        Optional.empty(),
        "amity-1",
        body);
  }

  static ObjectNode body() {
    return JsonNodeFactory.instance.objectNode();
  }

  Envelope offer(int id, long seq, int epoch) {
    ObjectNode body = body().put("lane", "L3").put("name", "HN-1");
    body.putObject("data").put("plate", "29C-123.45");
    return message(id, seq, "OFFER", epoch, body);
  }

  /** What the entry gate said and nobody took yet, in its order. */
  List<Envelope> sent() {
    return entry.journal.view().outbox().stream()
        .map(outgoing -> outgoing.body().path("message").asText())
        .map(HandWritten::envelope)
        .toList();
  }

  private static Envelope envelope(String message) {
    try {
      return Envelope.read(Signatures.unverifiedPayload(message.getBytes(StandardCharsets.UTF_8)));
    } catch (PartnerProblem e) {
      throw new AssertionError(e);
    }
  }

  byte[] bytes(Envelope envelope) {
    return Signatures.sign(envelope.bytes(), Signatures.MESSAGE, key);
  }

  byte[] send(byte[] message) {
    return entry.link.inbox().receive(EXIT, message).toCompletableFuture().join().orElseThrow();
  }

  Verdict verdict(Envelope envelope) throws Exception {
    return receipt(send(bytes(envelope))).verdict();
  }

  Receipt receipt(byte[] receipt) throws Exception {
    ECKey theirs = ECKey.parse(Files.readString(folder.resolve(ENTRY + ".public.jwk")));
    return Receipt.read(receipt, kid -> Optional.of(theirs));
  }

  /** A receipt of a gate, signed by it, with another value of one member. */
  static byte[] rewritten(byte[] receipt, String member, String value, Path folder, String gate) {
    try {
      ECKey key = ECKey.parse(Files.readString(folder.resolve(gate + ".jwk")));
      ObjectNode tree = StrictJson.read(Signatures.unverifiedPayload(receipt)).put(member, value);
      return Signatures.sign(StrictJson.write(tree), Signatures.RECEIPT, key);
    } catch (PartnerProblem | IOException | ParseException e) {
      throw new AssertionError(e);
    }
  }

  void refused(int status, byte[] message) {
    assertThatThrownBy(() -> send(message))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            PartnerProblem.class, problem -> assertThat(problem.status()).isEqualTo(status));
  }
}
