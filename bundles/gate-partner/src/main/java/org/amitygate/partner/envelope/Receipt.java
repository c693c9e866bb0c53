package org.amitygate.partner.envelope;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.ECKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.amitygate.partner.PartnerProblem;

/**
 * "Signed hash of the exact bytes received, verdict and time": the answer to every message that is
 * on disk.
 *
 * @param from gate id of the side that received
 * @param to gate id of the side that sent
 * @param messageId of the message received
 * @param sha256 of its bytes, lower-case hexadecimal
 * @param at when it was written, receiver's clock
 * @param profiles what the receiver takes, said while one profile is replaced by another; else
 *     empty
 */
public record Receipt(
    String from,
    String to,
    String messageId,
    String sha256,
    Verdict verdict,
    Instant at,
    List<String> profiles) {

  public static final int VERSION = 1;

  /** One that says nothing of profiles. */
  public Receipt(
      String from, String to, String messageId, String sha256, Verdict verdict, Instant at) {
    this(from, to, messageId, sha256, verdict, at, List.of());
  }

  /** What was done with a message. */
  public enum Verdict {
    /** It had its effect. */
    APPLIED,
    /** Late, of a closed epoch or of no known type: kept, nothing changed. */
    RECORDED,
    /** Messages before it are missing; kept until they come. */
    HELD,
    /** After its {@code validUntil}: kept, not acted on. */
    EXPIRED,
    /** Another message with this place in the stream was there before: kept, not acted on. */
    DUPLICATE
  }

  public byte[] signed(ECKey key) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("v", VERSION).put("from", from).put("to", to).put("messageId", messageId);
    tree.put("sha256", sha256).put("verdict", verdict.name()).put("at", at.toString());
    if (!profiles.isEmpty()) {
      profiles.forEach(tree.putArray("profiles")::add);
    }
    return Signatures.sign(StrictJson.write(tree), Signatures.RECEIPT, key);
  }

  /**
   * @throws PartnerProblem it is no receipt that one of these keys signed
   */
  public static Receipt read(byte[] bytes, Function<String, Optional<ECKey>> keys)
      throws PartnerProblem {
    ObjectNode tree = StrictJson.read(Signatures.verify(bytes, Signatures.RECEIPT, keys).payload());
    String verdict = tree.path("verdict").asText();
    Verdict known =
        Arrays.stream(Verdict.values())
            .filter(value -> value.name().equals(verdict))
            .findFirst()
            .orElseThrow(() -> new PartnerProblem(400, "the receipt's verdict is not known"));
    if (tree.path("v").asInt() != VERSION) {
      throw new PartnerProblem(400, "the receipt's 'v' is not " + VERSION);
    }
    List<String> profiles = new ArrayList<>();
    tree.path("profiles").forEach(profile -> profiles.add(profile.asText()));
    try {
      return new Receipt(
          tree.path("from").asText(),
          tree.path("to").asText(),
          tree.path("messageId").asText(),
          tree.path("sha256").asText(),
          known,
          Instant.parse(tree.path("at").asText()),
          List.copyOf(profiles));
    } catch (DateTimeException e) {
      throw new PartnerProblem(400, "the receipt has no time");
    }
  }
}
