package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.amitygate.partner.envelope.Signatures;

/** Makes the messages of an attacker who has the partner's place, or even its key. */
final class HostileSamples {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ArrayNode samples;
  private final ECKey key;
  private int made;

  private HostileSamples(ArrayNode samples, ECKey key) {
    this.samples = samples;
    this.key = key;
  }

  static void write(ArrayNode samples, ECKey key) throws Exception {
    HostileSamples make = new HostileSamples(samples, key);
    make.ofTheSignature();
    make.ofTheEnvelope();
    make.ofTheStream();
  }

  private static String id(int n) {
    return new UUID(0x0193a5f000007000L, 0x8000000000000000L + 0x100 + n).toString();
  }

  /** An OFFER that is good. */
  private ObjectNode offer() {
    ObjectNode payload = JSON.createObjectNode();
    payload.put("v", 1).put("id", id(++made)).put("from", "vn-huunghi").put("to", "cn-youyi");
    payload.put("route", "1119-1120").put("crossingId", TestGate.TRUCK.toString());
    payload.put("epoch", 1).put("seq", 1).put("ack", 0).put("type", "OFFER");
    payload.putObject("sentAt").put("time", "2026-11-23T05:00:00Z").put("uncertaintyMs", 1000);
    payload.putNull("validUntil").put("profile", "amity-1");
    ObjectNode body = payload.putObject("body").put("lane", "L3").put("name", "HN-1");
    body.putObject("data").put("plate", "29C-123.45");
    return payload;
  }

  private ObjectNode next(long seq, String type) {
    ObjectNode payload = offer().put("seq", seq).put("type", type);
    payload.putObject("body");
    return payload;
  }

  private String signed(String payload) throws Exception {
    return new String(
        Signatures.sign(payload.getBytes(StandardCharsets.UTF_8), Signatures.MESSAGE, key),
        StandardCharsets.UTF_8);
  }

  private ObjectNode add(String name, String message) {
    return samples.addObject().put("name", name).put("message", message);
  }

  private void payload(String name, ObjectNode payload) throws Exception {
    add(name, signed(payload.toString()));
  }

  /** A good OFFER, changed as text. */
  private void changed(String name, UnaryOperator<String> change) throws Exception {
    add(name, signed(change.apply(offer().toString())));
  }

  private String jws(String header, String payload, String signature) {
    return JSON.createObjectNode()
        .put("payload", Base64URL.encode(payload).toString())
        .put("protected", Base64URL.encode(header).toString())
        .put("signature", signature)
        .toString();
  }

  /** The partner's key, over whatever header. */
  private void header(String name, String header) throws Exception {
    String payload = offer().toString();
    String input = Base64URL.encode(header) + "." + Base64URL.encode(payload);
    var signature = java.security.Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(key.toECPrivateKey());
    signature.update(input.getBytes(StandardCharsets.US_ASCII));
    add(name, jws(header, payload, Base64URL.encode(signature.sign()).toString()));
  }

  private void ofTheSignature() throws Exception {
    String kid = key.getKeyID();
    add(
        "no signature: alg none",
        jws("{\"alg\":\"none\",\"kid\":\"" + kid + "\"}", offer().toString(), "AA"));
    hmacWithThePublicKey();
    header("a key that nobody agreed on", "{\"alg\":\"ES256\",\"kid\":\"other\"}");
    header("another algorithm by its name", "{\"alg\":\"ES384\",\"kid\":\"" + kid + "\"}");
    header("no key named", "{\"alg\":\"ES256\"}");
    header(
        "an extension that must be understood",
        "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\",\"crit\":[\"exp\"],\"exp\":1}");
    header(
        "a key of its own brought along",
        "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\",\"jwk\":" + key.toPublicJWK() + "}");
    header(
        "signed as a receipt",
        "{\"alg\":\"ES256\",\"kid\":\"" + kid + "\",\"typ\":\"gate-receipt+json\"}");
    ObjectNode other = (ObjectNode) JSON.readTree(signed(offer().toString()));
    String payload = other.path("payload").asText();
    add(
        "another payload under a good signature",
        other
            .put("payload", Base64URL.encode(offer().put("epoch", 2).toString()).toString())
            .toString());
    other.put("payload", payload);
    add("base64url with padding", other.deepCopy().put("payload", payload + "==").toString());
    add(
        "an unprotected header",
        ((ObjectNode) other.deepCopy().set("header", JSON.createObjectNode())).toString());
    add("something after the message", other + "{}");
    add("no object", "[" + other + "]");
    add("nothing", "");
    add("larger than 256 KiB: the message and so many spaces", other.toString())
        .put("spaces", 256 * 1024);
  }

  private void hmacWithThePublicKey() throws Exception {
    String header = "{\"alg\":\"HS256\",\"kid\":\"" + key.getKeyID() + "\"}";
    String payload = offer().toString();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.toPublicJWK().toECPublicKey().getEncoded(), "HmacSHA256"));
    String input = Base64URL.encode(header) + "." + Base64URL.encode(payload);
    byte[] signature = mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
    add(
        "the public key as the secret of an HMAC",
        jws(header, payload, Base64URL.encode(signature).toString()));
  }

  private void ofTheEnvelope() throws Exception {
    payload("to another gate", offer().put("to", "la-dansavan"));
    payload("from another gate", offer().put("from", "la-dansavan"));
    payload("about another route", offer().put("route", "1116-1117"));
    payload("of another profile", offer().put("profile", "amity-2"));
    payload("of another version", offer().put("v", 2));
    payload("with a member that nobody knows", offer().put("priority", 1));
    payload("without a member", offer().without("ack"));
    payload("with a number as text", offer().put("seq", "1"));
    payload("with an id that is no UUID", offer().put("id", "1"));
    payload("with a type in lower case", offer().put("type", "offer"));
    payload("about no crossing", offer().putNull("crossingId"));
    payload("of no epoch", offer().put("epoch", 0));
    ObjectNode noLane = offer();
    ((ObjectNode) noLane.get("body")).remove("lane");
    payload("without the lane", noLane);
    ObjectNode local = offer();
    ((ObjectNode) local.get("sentAt")).put("time", "2026-11-23T12:00:00+07:00");
    payload("with a local time", local);
    changed("a member twice", text -> text.replace("\"epoch\":1", "\"epoch\":1,\"epoch\":2"));
    changed(
        "a member twice, the second escaped",
        text -> text.replace("\"epoch\":1", "\"epoch\":1,\"ep\\u006fch\":2"));
    changed(
        "deeper than 16 levels",
        text ->
            text.replace(
                "\"name\":", "\"deep\":" + "[".repeat(20) + "]".repeat(20) + ",\"name\":"));
    changed("a number with a fraction", text -> text.replace("\"seq\":1", "\"seq\":1.0"));
    changed("a comment", text -> text.replace("\"seq\":1", "\"seq\":1/* one */"));
  }

  private void ofTheStream() throws Exception {
    String good = signed(offer().toString());
    add("a good offer", good);
    add("the same bytes again: the same receipt again", good);
    String payload =
        new String(
            Signatures.unverifiedPayload(good.getBytes(StandardCharsets.UTF_8)),
            StandardCharsets.UTF_8);
    add("the same id with other bytes", signed(payload.replace("29C-123.45", "30A-999.99")));
    payload("another message at the same place", next(1, "WITHDRAW"));
    payload("after its time", next(2, "WITHDRAW").put("validUntil", "2026-11-23T04:00:00Z"));
    payload("of a type that is not known", next(3, "SOMETHING_NEW"));
    payload("of another epoch", next(4, "WITHDRAW").put("epoch", 7));
    payload("before its turn", next(6, "WITHDRAW"));
    payload("far before its turn", next(1000, "WITHDRAW"));
    payload("what was missing", next(5, "STATUS_REQ"));
    ObjectNode stranger = next(1, "DEPARTED");
    stranger.put("crossingId", "0193a5f0-0000-7000-8000-0000000000ff");
    payload("about a crossing that is not known", stranger);
  }
}
