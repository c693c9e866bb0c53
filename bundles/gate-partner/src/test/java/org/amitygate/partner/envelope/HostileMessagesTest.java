package org.amitygate.partner.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.amitygate.partner.PartnerProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile partner, or somebody between, may try with the bytes of a message. */
class HostileMessagesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ECKey KEY = key("k1");
  private static final Function<String, Optional<ECKey>> KEYS =
      kid -> kid.equals("k1") ? Optional.of(KEY.toPublicJWK()) : Optional.empty();

  private static ECKey key(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Envelope envelope() {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("lane", "L3").put("name", "HN-1");
    body.putObject("data").put("plate", "29C-123.45");
    return new Envelope(
        UUID.fromString("0193a5f0-0000-7000-8000-000000000001"),
        "vn-huunghi",
        "cn-youyi",
        "1119-1120",
        Optional.of(UUID.fromString("0193a5f0-0000-7000-8000-000000000002")),
        1,
        1,
        0,
        "OFFER",
        Instant.parse("2026-11-23T05:00:00.123456Z"),
        1000,
        Optional.of(Instant.parse("2026-11-23T05:10:00Z")),
        "amity-1",
        body);
  }

  private static byte[] good() {
    return Signatures.sign(envelope().bytes(), Signatures.MESSAGE, KEY);
  }

  private static Envelope read(byte[] message) throws PartnerProblem {
    return Envelope.read(Signatures.verify(message, Signatures.MESSAGE, KEYS).payload());
  }

  private static ObjectNode tree(byte[] message) throws Exception {
    return (ObjectNode) JSON.readTree(message);
  }

  /** A message whose header says this, signed by the partner's real key over just that. */
  private static byte[] signedWithHeader(String header) throws Exception {
    String input = Base64URL.encode(header) + "." + Base64URL.encode(envelope().bytes());
    java.security.Signature signature =
        java.security.Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(KEY.toECPrivateKey());
    signature.update(input.getBytes(StandardCharsets.US_ASCII));
    return jws(header, Base64URL.encode(signature.sign()).toString());
  }

  private static byte[] jws(String header, String signature) throws Exception {
    ObjectNode jws =
        JSON.createObjectNode().put("payload", Base64URL.encode(envelope().bytes()).toString());
    jws.put("protected", Base64URL.encode(header).toString()).put("signature", signature);
    return JSON.writeValueAsBytes(jws);
  }

  private static void refused(int status, byte[] message) {
    Throwable problem = catchThrowable(() -> read(message));
    assertThat(problem).isInstanceOf(PartnerProblem.class);
    assertThat(((PartnerProblem) problem).status()).isEqualTo(status);
  }

  @Test
  void aGoodMessageIsReadBackExactly() throws Exception {
    assertThat(read(good())).isEqualTo(envelope());
    assertThat(read(signedWithHeader("{\"alg\":\"ES256\",\"kid\":\"k1\"}"))).isEqualTo(envelope());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\",\"kid\":\"k1\"}",
        "{\"alg\":\"None\",\"kid\":\"k1\"}",
        "{\"alg\":\"HS256\",\"kid\":\"k1\"}",
        "{\"alg\":\"ES384\",\"kid\":\"k1\"}",
        "{\"alg\":\"RS256\",\"kid\":\"k1\"}",
        "{\"alg\":\"ES256\",\"kid\":\"k2\"}"
      })
  void onlyTheProfilesAlgorithmAndAKnownKey(String header) throws Exception {
    refused(401, signedWithHeader(header));
    refused(401, jws(header, "AAAA"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"ES256\",\"kid\":\"k1\",\"crit\":[\"exp\"],\"exp\":1}",
        "{\"alg\":\"ES256\",\"kid\":\"k1\",\"crit\":[]}",
        "{\"alg\":\"ES256\",\"kid\":\"k1\",\"b64\":false}",
        "{\"alg\":\"ES256\",\"kid\":\"k1\",\"jku\":\"https://evil.example\"}",
        "{\"alg\":\"ES256\",\"kid\":\"k1\",\"jwk\":{}}",
        "{\"alg\":\"ES256\",\"alg\":\"ES256\",\"kid\":\"k1\"}",
        "{\"alg\":\"ES256\",\"kid\":\"k1\",\"typ\":\"gate-receipt+json\"}",
        "{\"alg\":\"ES256\"}",
        "{\"alg\":\"ES256\",\"kid\":7}",
        "{\"kid\":\"k1\"}",
        "[]",
        ""
      })
  void nothingElseInTheHeader(String header) throws Exception {
    refused(400, signedWithHeader(header));
  }

  @Test
  void thePublicKeyIsNoSecretForAnHmac() throws Exception {
    String header = "{\"alg\":\"HS256\",\"kid\":\"k1\"}";
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY.toPublicJWK().toECPublicKey().getEncoded(), "HmacSHA256"));
    String input = Base64URL.encode(header) + "." + Base64URL.encode(envelope().bytes());
    refused(
        401,
        jws(
            header,
            Base64URL.encode(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII))).toString()));
  }

  @Test
  void aSignatureOfZerosIsNone() throws Exception {
    String header = "{\"alg\":\"ES256\",\"kid\":\"k1\"}";
    refused(401, jws(header, Base64URL.encode(new byte[64]).toString()));
    refused(401, jws(header, Base64URL.encode(new byte[10]).toString()));
    refused(400, jws(header, ""));
  }

  @Test
  void aReceiptIsNoMessage() {
    refused(400, Signatures.sign(envelope().bytes(), Signatures.RECEIPT, KEY));
  }

  @Test
  void anotherKeyWithTheSameIdDoesNotVerify() {
    refused(401, Signatures.sign(envelope().bytes(), Signatures.MESSAGE, key("k1")));
  }

  @Test
  void everyOtherByteIsNoticed() {
    byte[] good = good();
    for (int i = 0; i < good.length; i++) {
      byte[] other = good.clone();
      other[i] ^= 1;
      assertThatThrownBy(() -> read(other)).as("byte %d", i).isInstanceOf(PartnerProblem.class);
    }
  }

  @Test
  void everyTruncationIsNoticed() {
    byte[] good = good();
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> read(cut)).as("%d bytes", length).isInstanceOf(PartnerProblem.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"payload", "protected", "signature"})
  void onlyOneWritingOfTheSameBytes(String member) throws Exception {
    ObjectNode padded = tree(good());
    padded.put(member, padded.path(member).asText() + "=");
    refused(400, JSON.writeValueAsBytes(padded));
    ObjectNode missing = tree(good());
    missing.remove(member);
    refused(400, JSON.writeValueAsBytes(missing));
    ObjectNode standard = tree(good());
    standard.put(member, standard.path(member).asText() + "+/==");
    refused(400, JSON.writeValueAsBytes(standard));
  }

  @Test
  void trailingBitsOfTheLastCharacterAreNotFree() throws Exception {
    ObjectNode jws = tree(good());
    String signature = jws.path("signature").asText();
    char last = signature.charAt(signature.length() - 1);
    // 64 bytes leave 4 bits of the last character unused.
    char other =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            .charAt("AQgw".indexOf(last) * 16 + 1);
    jws.put("signature", signature.substring(0, signature.length() - 1) + other);
    refused(400, JSON.writeValueAsBytes(jws));
  }

  @Test
  void membersBesideTheThreeAreRefused() throws Exception {
    refused(400, JSON.writeValueAsBytes(tree(good()).put("header", "x")));
    refused(400, JSON.writeValueAsBytes(tree(good()).put("unknown", 1)));
    String text = new String(good(), StandardCharsets.UTF_8);
    String twice = text.substring(0, text.length() - 1) + ",\"payload\":\"e30\"}";
    refused(400, twice.getBytes(StandardCharsets.UTF_8));
    refused(400, (text + "{}").getBytes(StandardCharsets.UTF_8));
    refused(400, (text + "x").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void onlyUtf8() {
    String text = new String(good(), StandardCharsets.UTF_8);
    refused(400, text.getBytes(StandardCharsets.UTF_16));
    refused(400, text.getBytes(StandardCharsets.UTF_16LE));
    refused(400, new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80, '"', ':', '1', '}'});
  }

  @Test
  void sizeAndDepthAreBounded() {
    refused(413, new byte[StrictJson.SIZE + 1]);
    refused(400, new byte[StrictJson.SIZE]);
    assertThatThrownBy(() -> StrictJson.read(nested(StrictJson.DEPTH + 1)))
        .isInstanceOf(PartnerProblem.class);
    assertThat(catchThrowable(() -> StrictJson.read(nested(StrictJson.DEPTH)))).isNull();
    refused(400, "{\"a\":".repeat(100_000 / 5).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] nested(int depth) {
    return ("{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1))
        .getBytes(StandardCharsets.UTF_8);
  }

  // The envelope

  private static void refusedEnvelope(Consumer<ObjectNode> change) throws Exception {
    ObjectNode tree = (ObjectNode) JSON.readTree(envelope().bytes());
    change.accept(tree);
    refused(400, Signatures.sign(JSON.writeValueAsBytes(tree), Signatures.MESSAGE, KEY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v",
        "id",
        "from",
        "to",
        "route",
        "crossingId",
        "epoch",
        "seq",
        "ack",
        "type",
        "sentAt",
        "validUntil",
        "profile",
        "body"
      })
  void everyMemberMustBeThereAndOfItsKind(String member) throws Exception {
    refusedEnvelope(tree -> tree.remove(member));
    refusedEnvelope(tree -> tree.putArray(member));
    refusedEnvelope(tree -> tree.put(member, true));
    if (!member.equals("crossingId") && !member.equals("validUntil")) {
      refusedEnvelope(tree -> tree.putNull(member));
    }
  }

  @Test
  void valuesOutOfTheirRange() throws Exception {
    refusedEnvelope(tree -> tree.put("v", 2));
    refusedEnvelope(tree -> tree.put("v", 1.5));
    refusedEnvelope(tree -> tree.put("more", 1));
    refusedEnvelope(tree -> tree.put("id", "0193A5F0-0000-7000-8000-000000000001"));
    refusedEnvelope(tree -> tree.put("id", "1-1-1-1-1"));
    refusedEnvelope(tree -> tree.put("seq", 0));
    refusedEnvelope(tree -> tree.put("seq", 1L << 53));
    refusedEnvelope(tree -> tree.put("seq", 1.0));
    refusedEnvelope(tree -> tree.put("seq", "1"));
    refusedEnvelope(tree -> tree.put("seq", new java.math.BigInteger("18446744073709551617")));
    refusedEnvelope(tree -> tree.put("ack", -1));
    refusedEnvelope(tree -> tree.put("epoch", -1));
    refusedEnvelope(tree -> tree.put("epoch", Integer.MAX_VALUE));
    refusedEnvelope(tree -> tree.put("type", "offer"));
    refusedEnvelope(tree -> tree.put("type", "A".repeat(41)));
    refusedEnvelope(tree -> tree.put("from", "x".repeat(129)));
    refusedEnvelope(tree -> tree.put("from", " "));
    refusedEnvelope(tree -> tree.put("validUntil", "tomorrow"));
    refusedEnvelope(tree -> tree.put("validUntil", "2026-11-23T05:00:00+07:00"));
    refusedEnvelope(tree -> ((ObjectNode) tree.get("sentAt")).put("time", "2026-11-23"));
    refusedEnvelope(tree -> ((ObjectNode) tree.get("sentAt")).put("uncertaintyMs", -1));
    refusedEnvelope(tree -> ((ObjectNode) tree.get("sentAt")).put("more", 1));
  }

  @Test
  void bodiesAreCheckedBeforeUse() throws Exception {
    refusedEnvelope(tree -> ((ObjectNode) tree.get("body")).remove("lane"));
    refusedEnvelope(tree -> ((ObjectNode) tree.get("body")).remove("name"));
    refusedEnvelope(tree -> ((ObjectNode) tree.get("body")).put("data", 1));
    refusedEnvelope(tree -> tree.putNull("crossingId"));
    refusedEnvelope(tree -> tree.put("epoch", 0));
    refusedEnvelope(tree -> tree.put("type", "REFUSE"));
    refusedEnvelope(tree -> tree.put("type", "COMMIT_DENIED"));
    refusedEnvelope(tree -> tree.put("type", "ABORT"));
    refusedEnvelope(tree -> tree.put("type", "GATE_STATE"));
    refusedEnvelope(tree -> tree.put("type", "INCIDENT"));
    refusedEnvelope(tree -> tree.put("type", "COMMIT").putNull("crossingId"));
  }

  @Test
  void aTypeOfALaterVersionIsReadable() throws Exception {
    ObjectNode tree = (ObjectNode) JSON.readTree(envelope().bytes());
    tree.put("type", "ADVISE").putNull("validUntil");
    Envelope envelope =
        read(Signatures.sign(JSON.writeValueAsBytes(tree), Signatures.MESSAGE, KEY));
    assertThat(envelope.type()).isEqualTo("ADVISE");
    assertThat(envelope.validUntil()).isEmpty();
  }

  // Receipts

  @Test
  void receiptsAreAsStrict() throws Exception {
    Receipt receipt =
        new Receipt(
            "cn-youyi",
            "vn-huunghi",
            "0193a5f0-0000-7000-8000-000000000001",
            "00ff".repeat(16),
            Receipt.Verdict.APPLIED,
            Instant.parse("2026-11-23T05:00:00Z"));
    byte[] bytes = receipt.signed(KEY);
    assertThat(Receipt.read(bytes, KEYS)).isEqualTo(receipt);
    assertThatThrownBy(() -> Receipt.read(good(), KEYS)).isInstanceOf(PartnerProblem.class);
    for (int i = 0; i < bytes.length; i++) {
      byte[] other = bytes.clone();
      other[i] ^= 1;
      assertThatThrownBy(() -> Receipt.read(other, KEYS)).isInstanceOf(PartnerProblem.class);
    }
    for (String member : new String[] {"verdict", "at", "v", "messageId", "sha256", "more"}) {
      ObjectNode tree =
          (ObjectNode) JSON.readTree(Signatures.verify(bytes, Signatures.RECEIPT, KEYS).payload());
      tree.put(member, "x");
      byte[] signed = Signatures.sign(JSON.writeValueAsBytes(tree), Signatures.RECEIPT, KEY);
      assertThatThrownBy(() -> Receipt.read(signed, KEYS)).isInstanceOf(PartnerProblem.class);
    }
  }

  @Test
  void onlyTheGateDataSetIsDisclosed() {
    ObjectNode data =
        JsonNodeFactory.instance
            .objectNode()
            .put("plate", "29C")
            .put("driver", "x")
            .put("grossKg", 31200);
    data.put("seal", "s".repeat(129))
        .put("container", true)
        .put("declaration", 1.5)
        .put("releasedAt", 1L << 53);
    assertThat(Bodies.gateData(data))
        .isEqualTo(java.util.Map.of("plate", "29C", "grossKg", 31200L));
  }
}
