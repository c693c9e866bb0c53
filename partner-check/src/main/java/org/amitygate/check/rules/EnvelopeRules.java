package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.wire.Caller;
import org.amitygate.check.wire.Jws;
import org.amitygate.check.wire.Receipt;

/** What is taken for a message and what is not (messages.md, "A message" and "A receipt"). */
public final class EnvelopeRules {
  private static final String MESSAGE = "messages.md, A message";
  private static final String RECEIPT = "messages.md, A receipt";
  private static final int TOO_LARGE = 300 * 1024;
  private static final int TOO_DEEP = 40;
  private static final Set<Integer> KEYS = Set.of(400, 401);

  private EnvelopeRules() {}

  /** Makes a wrong message out of the payload of a good one. */
  @FunctionalInterface
  private interface Forgery {
    byte[] of(Check check, ObjectNode payload) throws JOSEException;
  }

  public static List<Rule> rules() {
    return Stream.of(signatures(), forms(), receipts()).flatMap(List::stream).toList();
  }

  private static List<Rule> signatures() {
    return List.of(
        refused("E1", "alg none is refused", KEYS, EnvelopeRules::unsigned),
        refused("E2", "HMAC with the public key is refused", KEYS, EnvelopeRules::hmac),
        refused(
            "E3",
            "a known kid with another key's signature is refused",
            Set.of(401),
            (check, payload) -> Jws.sign(payload, Jws.MESSAGE, stranger(key(check).getKeyID()))),
        refused(
            "E4",
            "an unknown kid is refused",
            Set.of(401),
            (check, payload) -> Jws.sign(payload, Jws.MESSAGE, stranger("nobody"))),
        refused(
            "E5",
            "an unknown crit is refused",
            KEYS,
            (check, payload) -> {
              ObjectNode header = header(check);
              header.putArray("crit").add("b64");
              header.put("b64", true);
              return headed(check, header, payload);
            }),
        refused(
            "E6",
            "a key that the message brings along is not used",
            KEYS,
            (check, payload) -> {
              ECKey stranger = stranger("brought");
              ObjectNode header = Jws.header(stranger, Jws.MESSAGE);
              ObjectNode jwk = header.putObject("jwk").put("kty", "EC").put("crv", "P-256");
              jwk.put("x", stranger.getX().toString()).put("y", stranger.getY().toString());
              return Jws.sign(Jws.bytes(header), Jws.bytes(payload), stranger);
            }),
        refused(
            "E7",
            "a receipt is no message, whoever signed it",
            KEYS,
            (check, payload) ->
                headed(check, Jws.header(check.profile().key(), Jws.RECEIPT), payload)),
        refused("E8", "a payload that was changed is refused", KEYS, EnvelopeRules::changed));
  }

  private static List<Rule> forms() {
    return List.of(
        refused(
            "E9",
            "no member twice in the JWS",
            Set.of(400),
            (check, payload) -> twice(check.signed(payload), "payload")),
        refused(
            "E10",
            "no member twice in the header",
            KEYS,
            (check, payload) ->
                Jws.sign(twice(Jws.bytes(header(check)), "alg"), Jws.bytes(payload), key(check))),
        refused(
            "E11",
            "no member twice in the payload",
            Set.of(400),
            (check, payload) ->
                Jws.sign(Jws.bytes(header(check)), twice(Jws.bytes(payload), "type"), key(check))),
        refused(
            "E12",
            "base64url only in its one writing: no padding",
            KEYS,
            (check, payload) -> {
              ObjectNode jws = jws(check.signed(payload));
              return Jws.bytes(jws.put("signature", jws.path("signature").asText() + "=="));
            }),
        refused(
            "E13",
            "base64url only in its one writing: no bits left over",
            KEYS,
            EnvelopeRules::leftOverBits),
        refused("E14", "not for this gate: refused", Set.of(403), set("to", "elsewhere")),
        refused("E15", "not from this partner: refused", Set.of(403), set("from", "elsewhere")),
        refused("E16", "another route is refused", Set.of(403), set("route", "0-0")),
        refused("E17", "another profile is refused", Set.of(400), set("profile", "other-1")),
        refused(
            "E18",
            "a missing member is refused",
            Set.of(400),
            (check, payload) -> {
              payload.remove("ack");
              return check.signed(payload);
            }),
        refused(
            "E19",
            "a member that the protocol does not know is refused",
            Set.of(400),
            set("priority", "high")),
        refused(
            "E20",
            "seq counts from 1",
            Set.of(400),
            (check, payload) -> check.signed(payload.put("seq", 0))),
        refused(
            "E21",
            "seq is a whole number",
            Set.of(400),
            (check, payload) -> check.signed(payload.put("seq", 1.5))),
        refused(
            "E22",
            "ids are in lower case",
            Set.of(400),
            (check, payload) ->
                check.signed(
                    payload.put("id", payload.path("id").asText().toUpperCase(Locale.ROOT)))),
        refused(
            "E23",
            "another version is refused",
            Set.of(400),
            (check, payload) -> check.signed(payload.put("v", 2))),
        refused(
            "E24",
            "more than 256 KiB is refused",
            Set.of(413),
            (check, payload) -> {
              payload.putObject("body").put("note", "x".repeat(TOO_LARGE));
              return check.signed(payload);
            }),
        refused("E25", "more than 16 levels are refused", Set.of(400), EnvelopeRules::deep),
        refused(
            "E26", "a payload that is not UTF-8 is refused", Set.of(400), EnvelopeRules::notUtf8),
        refused("E27", "nothing is refused", Set.of(400), (check, payload) -> new byte[0]),
        new Rule("E28", MESSAGE, "cut off at any byte: refused", EnvelopeRules::truncated));
  }

  private static List<Rule> receipts() {
    return List.of(
        new Rule(
            "E29",
            RECEIPT,
            "a message is answered with a signed receipt of its exact bytes",
            EnvelopeRules::exactBytes),
        new Rule("E30", RECEIPT, "the same bytes get the same receipt", EnvelopeRules::sameReceipt),
        new Rule(
            "E31", RECEIPT, "another message with the same id is refused", EnvelopeRules::another),
        new Rule(
            "E32", RECEIPT, "after its validUntil: EXPIRED, no effect", EnvelopeRules::expired),
        new Rule(
            "E33", MESSAGE, "a type that is not known is RECORDED", EnvelopeRules::unknownType),
        new Rule(
            "E34",
            MESSAGE,
            "a body with a member that is not known is taken",
            check -> check.talk().tell("STATUS_REQ", 1, Jws.object().put("somethingNew", "1"))));
  }

  /**
   * The wrong message must be refused without a receipt, and must not have taken the place of the
   * good one that follows.
   */
  private static Rule refused(String id, String name, Set<Integer> statuses, Forgery forgery) {
    return new Rule(
        id,
        MESSAGE,
        name,
        check -> {
          Talk talk = check.talk();
          ObjectNode payload = talk.draft("STATUS_REQ", 1, Talk.NOTHING.deepCopy(), Duration.ZERO);
          byte[] wrong;
          try {
            wrong = forgery.of(check, payload.deepCopy());
          } catch (JOSEException e) {
            throw new IllegalStateException(e);
          }
          Caller.Answer answer = check.post(wrong);
          if (!statuses.contains(answer.status())) {
            throw new Broken("answered with " + answer.status() + ", expected " + statuses);
          }
          noReceipt(check, answer);
          talk.tell("STATUS_REQ", 1, Talk.NOTHING);
        });
  }

  private static void noReceipt(Check check, Caller.Answer answer) throws Broken {
    try {
      check.mail().receipt(answer.body());
    } catch (Jws.Wrong none) {
      return;
    }
    throw new Broken("status " + answer.status() + " came with a receipt");
  }

  private static Forgery set(String member, String value) {
    return (check, payload) -> check.signed(payload.put(member, value));
  }

  private static ECKey key(Check check) {
    return check.profile().key();
  }

  private static ObjectNode header(Check check) {
    return Jws.header(key(check), Jws.MESSAGE);
  }

  private static byte[] headed(Check check, ObjectNode header, ObjectNode payload) {
    return Jws.sign(Jws.bytes(header), Jws.bytes(payload), key(check));
  }

  private static ECKey stranger(String kid) throws JOSEException {
    return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
  }

  private static ObjectNode jws(byte[] message) {
    try {
      return Jws.read(message, "the kit's own message");
    } catch (Jws.Wrong e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] unsigned(Check check, ObjectNode payload) {
    ObjectNode header = header(check).put("alg", "none");
    return Jws.flattened(Jws.base64(Jws.bytes(header)), Jws.base64(Jws.bytes(payload)), "");
  }

  private static byte[] hmac(Check check, ObjectNode payload) throws JOSEException {
    String header = Jws.base64(Jws.bytes(header(check).put("alg", "HS256")));
    String body = Jws.base64(Jws.bytes(payload));
    byte[] secret = key(check).toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
    JWSHeader mac = new JWSHeader(JWSAlgorithm.HS256);
    Base64URL signature = new MACSigner(secret).sign(mac, Jws.input(header, body));
    return Jws.flattened(header, body, signature.toString());
  }

  private static byte[] changed(Check check, ObjectNode payload) {
    ObjectNode jws = jws(check.signed(payload));
    return Jws.bytes(jws.put("payload", Jws.base64(Jws.bytes(payload.put("epoch", 2)))));
  }

  /** The member once more, at the end. */
  private static byte[] twice(byte[] object, String member) {
    ObjectNode tree = jws(object);
    String text = new String(object, StandardCharsets.UTF_8);
    String more = ",\"" + member + "\":" + tree.path(member) + "}";
    return (text.substring(0, text.length() - 1) + more).getBytes(StandardCharsets.UTF_8);
  }

  /** 64 bytes leave four bits of the last character over. */
  private static byte[] leftOverBits(Check check, ObjectNode payload) {
    ObjectNode jws = jws(check.signed(payload));
    String signature = jws.path("signature").asText();
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(signature.charAt(signature.length() - 1));
    String other = signature.substring(0, signature.length() - 1) + alphabet.charAt(last | 1);
    return Jws.bytes(jws.put("signature", other));
  }

  /** A good signature over a payload with two bytes in a text that are no character. */
  private static byte[] notUtf8(Check check, ObjectNode payload) {
    payload.putObject("body").put("note", "@@");
    String text = new String(Jws.bytes(payload), StandardCharsets.ISO_8859_1);
    byte[] wrong = text.replace("@@", "\u00c3(").getBytes(StandardCharsets.ISO_8859_1);
    return Jws.sign(Jws.bytes(header(check)), wrong, key(check));
  }

  private static byte[] deep(Check check, ObjectNode payload) {
    ArrayNode inner = payload.putObject("body").putArray("deep");
    for (int i = 0; i < TOO_DEEP; i++) {
      inner = inner.addArray();
    }
    return check.signed(payload);
  }

  private static void truncated(Check check) throws Broken, IOException, InterruptedException {
    Talk talk = check.talk();
    ObjectNode payload = talk.draft("STATUS_REQ", 1, Talk.NOTHING, Duration.ZERO);
    byte[] whole = check.signed(payload);
    for (int length = 0; length < whole.length; length++) {
      int status = check.post(Arrays.copyOf(whole, length)).status();
      if (status < 400 || status >= 500) {
        throw new Broken("cut off after " + length + " bytes it was answered with " + status);
      }
    }
    talk.say(payload);
  }

  private static void exactBytes(Check check) throws Broken, IOException, InterruptedException {
    Talk talk = check.talk();
    ObjectNode payload = talk.draft("STATUS_REQ", 1, Talk.NOTHING, Duration.ZERO);
    ObjectNode jws = jws(check.signed(payload));
    String spaced =
        Stream.of("signature", "payload", "protected")
            .map(member -> "\"" + member + "\" : " + jws.path(member))
            .collect(Collectors.joining(" ,\n ", "{ ", " }\n"));
    check.mail().said(talk.crossing(), 1);
    check.deliver(spaced.getBytes(StandardCharsets.UTF_8), payload.path("id").asText());
  }

  private static void sameReceipt(Check check) throws Broken, IOException, InterruptedException {
    Talk talk = check.talk();
    ObjectNode payload = talk.draft("STATUS_REQ", 1, Talk.NOTHING, Duration.ZERO);
    byte[] message = check.signed(payload);
    String id = payload.path("id").asText();
    check.mail().said(talk.crossing(), 1);
    Receipt first = check.deliver(message, id);
    for (int i = 0; i < 3; i++) {
      if (!Arrays.equals(first.bytes(), check.deliver(message, id).bytes())) {
        throw new Broken("the same bytes got another receipt");
      }
    }
    talk.next(2);
    talk.status(1);
    long answers = talk.all().stream().filter(each -> each.type().equals("STATUS")).count();
    if (answers != 2) {
      throw new Broken("STATUS_REQ sent four times and another once: " + answers + " STATUS");
    }
  }

  private static void another(Check check) throws Broken, IOException, InterruptedException {
    Talk talk = check.talk();
    ObjectNode payload = talk.draft("STATUS_REQ", 1, Talk.NOTHING, Duration.ZERO);
    talk.say(payload);
    payload.set("body", Jws.object().put("other", true));
    Caller.Answer answer = check.post(check.signed(payload));
    if (answer.status() != 409) {
      throw new Broken("answered with " + answer.status() + ", expected 409");
    }
    noReceipt(check, answer);
  }

  private static void expired(Check check) throws Broken, IOException, InterruptedException {
    Talk talk = check.talk();
    String until = Instant.now().minus(Duration.ofMinutes(2)).toString();
    ObjectNode payload =
        check.payload(talk.crossing(), 1, talk.next(), "STATUS_REQ", until, Talk.NOTHING);
    String verdict = talk.say(payload).verdict();
    if (!verdict.equals("EXPIRED")) {
      throw new Broken("its receipt says " + verdict);
    }
    talk.status(1);
    long answers = talk.all().stream().filter(each -> each.type().equals("STATUS")).count();
    if (answers != 1) {
      throw new Broken("it was answered although it had expired");
    }
  }

  private static void unknownType(Check check) throws Broken, IOException, InterruptedException {
    Talk talk = check.talk();
    String verdict = talk.say("PARTNER_CHECK_UNKNOWN", 1, Talk.NOTHING).verdict();
    if (!verdict.equals("RECORDED")) {
      throw new Broken("its receipt says " + verdict);
    }
  }
}
