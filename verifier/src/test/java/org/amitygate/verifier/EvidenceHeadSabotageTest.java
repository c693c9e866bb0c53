package org.amitygate.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.json.Json;
import org.amitygate.journal.JournalFolder;
import org.amitygate.verifier.Copy.Outcome;
import org.amitygate.verifier.Copy.Store;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a partner countersigned cannot be rewritten, not even with all hashes after it. */
class EvidenceHeadSabotageTest {
  private static final String PARTNER = "partner:youyi-guan";
  private static final String CROSSING = "crossing:01a21798-0000-7000-8000-000000000001";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger COPIES = new AtomicInteger();

  @TempDir static Path temporary;
  private static Path journal;
  private static KeyPair ours;
  private static KeyPair partner;

  /** Two heads of a crossing that goes on, each with its receipt. */
  @BeforeAll
  static void write() throws Exception {
    ours = keyPair();
    partner = keyPair();
    journal = temporary.resolve("journal");
    try (JournalFolder gate = JournalFolder.open(journal)) {
      append(gate, CROSSING, "CrossingBegun", Json.object().put("lane", "L3"));
      Archive.Grown first = grown(gate, 0);
      String digest = head(gate, 1, Hashes.hex(Hashes.zeros()), first.heads());
      append(gate, CROSSING, "VehicleArrived", Json.object().put("lane", "L3"));
      head(gate, 2, digest, grown(gate, first.through()).heads());
      append(gate, CROSSING, "CrossingEnded", Json.object().put("state", "DONE"));
    }
    Files.writeString(temporary.resolve("partner.jwk"), jwk(partner));
    Files.writeString(temporary.resolve("other.jwk"), jwk(keyPair()));
  }

  private static KeyPair keyPair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static void append(JournalFolder gate, String stream, String type, ObjectNode body) {
    gate.journal()
        .submit(
            tx -> {
              tx.append(stream, type, body);
              return "";
            })
        .join();
  }

  private static Archive.Grown grown(JournalFolder gate, long after) {
    return gate.archive().grown(OptionalLong.of(after), 1_000).join();
  }

  /** As the gate records a head and the receipt for it. @return the head's digest */
  private static String head(
      JournalFolder gate, long number, String previous, List<Archive.Head> ends) throws Exception {
    List<byte[]> leaves = new ArrayList<>();
    ArrayNode list = JSON.createArrayNode();
    for (Archive.Head end : ends) {
      leaves.add(Hashes.leaf(end.stream(), end.seq(), end.hash()));
      list.addArray().add(end.stream()).add(end.seq()).add(Hashes.hex(end.hash()));
    }
    byte[] root = new MerkleTree(leaves).root();
    String digest = Hashes.hex(Hashes.head(number, Hashes.bytes(previous), leaves.size(), root));
    ObjectNode said = Json.object().put("number", number).put("previous", previous);
    said.put("count", leaves.size()).put("root", Hashes.hex(root));
    String message = signed(ours, Json.object().set("body", said));
    ObjectNode record = said.deepCopy().put("digest", digest).put("partner", "youyi-guan");
    record.put("messageId", "message " + number).put("message", message).set("heads", list);
    append(gate, PARTNER, "EvidenceHeadSent", record);
    append(gate, PARTNER, "PartnerReceiptReceived", receipt(number, message, partner));
    return digest;
  }

  private static ObjectNode receipt(long number, String message, KeyPair by) throws Exception {
    String sha256 = Hashes.hex(Hashes.sha256(message.getBytes(StandardCharsets.UTF_8)));
    ObjectNode payload = Json.object().put("sha256", sha256).put("verdict", "APPLIED");
    return Json.object().put("messageId", "message " + number).put("receipt", signed(by, payload));
  }

  private static String signed(KeyPair key, ObjectNode payload) throws Exception {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String header = base64.encodeToString("{\"alg\":\"ES256\"}".getBytes(StandardCharsets.UTF_8));
    String body = base64.encodeToString(JSON.writeValueAsBytes(payload));
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(key.getPrivate());
    signature.update((header + "." + body).getBytes(StandardCharsets.US_ASCII));
    return Json.object()
        .put("payload", body)
        .put("protected", header)
        .put("signature", base64.encodeToString(signature.sign()))
        .toString();
  }

  private static String jwk(KeyPair pair) {
    ECPublicKey key = (ECPublicKey) pair.getPublic();
    return Json.object()
        .put("kty", "EC")
        .put("crv", "P-256")
        .put("x", coordinate(key.getW().getAffineX()))
        .put("y", coordinate(key.getW().getAffineY()))
        .toString();
  }

  private static String coordinate(BigInteger value) {
    byte[] bytes = new byte[32];
    byte[] found = value.toByteArray();
    int length = Math.min(32, found.length);
    System.arraycopy(found, found.length - length, bytes, 32 - length, length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Copy copy(Store store) throws Exception {
    return Copy.of(
        journal,
        store,
        Files.createDirectory(temporary.resolve("copy-" + COPIES.incrementAndGet())));
  }

  private static Outcome verify(Copy copy, String partnerKey) {
    List<String> words = new ArrayList<>(List.of("verify", copy.source));
    words.addAll(List.of("--partner-key", temporary.resolve(partnerKey).toString()));
    return Copy.run(words);
  }

  private static byte[] body(Copy copy, String stream, long seq) throws Exception {
    return copy.bytes("SELECT body FROM record WHERE stream = '" + stream + "' AND seq = " + seq);
  }

  private static void changed(Copy copy, long seq, String member, String value) throws Exception {
    ObjectNode body = (ObjectNode) JSON.readTree(body(copy, PARTNER, seq));
    SabotageTest.rewrite(copy, PARTNER, seq, JSON.writeValueAsBytes(body.put(member, value)));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void whatIsAsItWasIsVerified(Store store) throws Exception {
    try (Copy copy = copy(store)) {
      Outcome outcome = verify(copy, "partner.jwk");
      assertThat(outcome.said()).contains("VERIFIED", "2 of 2 heads are countersigned");
      assertThat(outcome.status()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void aRewrittenRecordIsNamedAtTheFirstHeadThatCoversIt(Store store) throws Exception {
    try (Copy copy = copy(store)) {
      SabotageTest.rewrite(
          copy,
          CROSSING,
          2,
          SabotageTest.utf8("{\"type\":\"VehicleArrived\",\"v\":1,\"lane\":\"L9\"}"));
      Outcome outcome = verify(copy, "partner.jwk");
      assertThat(outcome.said())
          .contains(
              "this is wrong\n! "
                  + CROSSING
                  + ", record 2: it is not the one that head 2 for partner youyi-guan covers");
      assertThat(outcome.status()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void whatIsReadOneByOneIsWhatTheHeadsCover(Store store) throws Exception {
    try (Copy copy = copy(store)) {
      byte[] body = SabotageTest.utf8("{\"type\":\"VehicleArrived\",\"v\":1,\"lane\":\"L9\"}");
      TwoTables.forge(copy, store, records -> SabotageTest.rewrite(records, CROSSING, 2, body));
      Outcome outcome = verify(copy, "partner.jwk");
      assertThat(outcome.said())
          .contains("this is wrong\n! " + CROSSING + ", record 2: head 2 for partner youyi-guan")
          .contains(" covers another one than is read where all are read one by one: ");
      assertThat(outcome.status()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void anEndThatIsCutOffIsMissed(Store store) throws Exception {
    try (Copy copy = copy(store)) {
      copy.update("DELETE FROM record WHERE stream = ? AND seq > 1", CROSSING);
      assertThat(verify(copy, "partner.jwk").said())
          .contains(CROSSING + ", record 2: it is missing: head 2 for partner youyi-guan");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void aHeadThatIsRewrittenTooIsNotTheOneThatWasCountersigned(Store store) throws Exception {
    try (Copy copy = copy(store)) {
      byte[] arrived = SabotageTest.utf8("{\"type\":\"VehicleArrived\",\"v\":1,\"lane\":\"L9\"}");
      SabotageTest.rewrite(copy, CROSSING, 2, arrived);
      ObjectNode head = (ObjectNode) JSON.readTree(body(copy, PARTNER, 3));
      byte[] hash =
          copy.bytes("SELECT hash FROM record WHERE stream = '" + CROSSING + "' AND seq = 2");
      List<byte[]> leaves = new ArrayList<>();
      for (var end : head.path("heads")) {
        if (end.path(0).asText().equals(CROSSING)) {
          ((ArrayNode) end).set(2, Hashes.hex(hash));
        }
        leaves.add(
            Hashes.leaf(
                end.path(0).asText(), end.path(1).asLong(), Hashes.bytes(end.path(2).asText())));
      }
      byte[] root = new MerkleTree(leaves).root();
      byte[] previous = Hashes.bytes(head.path("previous").asText());
      head.put("root", Hashes.hex(root));
      head.put("digest", Hashes.hex(Hashes.head(2, previous, leaves.size(), root)));
      ObjectNode said = Json.object().put("number", 2).put("count", leaves.size());
      said.put("previous", head.path("previous").asText()).put("root", Hashes.hex(root));
      head.put("message", signed(ours, Json.object().set("body", said)));
      SabotageTest.rewrite(copy, PARTNER, 3, JSON.writeValueAsBytes(head));
      assertThat(verify(copy, "partner.jwk").said())
          .contains(
              PARTNER
                  + ", record 3: head 2 for partner youyi-guan is not the one that the partner"
                  + " countersigned");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void everyMemberOfAHeadCounts(Store store) throws Exception {
    for (String[] change :
        new String[][] {
          {"number", "3", "does not follow head 1 for partner youyi-guan"},
          {"previous", "0".repeat(64), "does not follow head 1"},
          {"root", "1".repeat(64), "was altered: its root or digest"},
          {"digest", "1".repeat(64), "was altered: its root or digest"},
          {"message", "{}", "is not the one that was said to the partner"},
        }) {
      try (Copy copy = copy(store)) {
        changed(copy, 3, change[0], change[1]);
        assertThat(verify(copy, "partner.jwk").said()).as(change[0]).contains(change[2]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void aReceiptThatIsTakenAwayOrSignedBySomebodyElse(Store store) throws Exception {
    try (Copy copy = copy(store)) {
      changed(copy, 2, "messageId", "of nothing");
      assertThat(verify(copy, "partner.jwk").said())
          .contains("head 1 for partner youyi-guan has no receipt, and a later one has");
    }
    try (Copy copy = copy(store)) {
      assertThat(verify(copy, "other.jwk").said())
          .contains("has a receipt that none of the given partner's keys signed");
    }
  }
}
