package org.amitygate.partner.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.ECKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.amitygate.partner.PartnerProblem;
import org.jspecify.annotations.Nullable;

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

  private static final Set<String> MEMBERS =
      Set.of("v", "from", "to", "messageId", "sha256", "verdict", "at");

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

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
    return of(Signatures.verify(bytes, Signatures.RECEIPT, keys).payload());
  }

  /** One that we gave. */
  public static Receipt unverified(byte[] bytes) throws PartnerProblem {
    return of(Signatures.unverifiedPayload(bytes));
  }

  private static Receipt of(byte[] payload) throws PartnerProblem {
    ObjectNode tree = StrictJson.read(payload);
    List<String> profiles = profiles(tree.remove("profiles"));
    Envelope.only(tree, MEMBERS, "the receipt");
    if (Envelope.whole(tree, "v", 1, Envelope.SAFE_INTEGER) != VERSION) {
      throw new PartnerProblem(400, "the receipt's 'v' is not " + VERSION);
    }
    String sha256 = Envelope.text(tree, "sha256");
    if (!SHA256.matcher(sha256).matches()) {
      throw new PartnerProblem(400, "'sha256' is not 64 lower-case hexadecimal digits");
    }
    return new Receipt(
        Envelope.text(tree, "from"),
        Envelope.text(tree, "to"),
        Envelope.messageId(tree, "messageId").toString(),
        sha256,
        verdict(Envelope.text(tree, "verdict")),
        Envelope.instant(tree, "at"),
        profiles);
  }

  /** May be left out. */
  private static List<String> profiles(@Nullable JsonNode list) throws PartnerProblem {
    if (list == null) {
      return List.of();
    }
    List<String> profiles = new ArrayList<>();
    for (JsonNode profile : list) {
      ObjectNode one = JsonNodeFactory.instance.objectNode().set("profile", profile);
      profiles.add(Envelope.text(one, "profile"));
    }
    if (!list.isArray()) {
      throw new PartnerProblem(400, "'profiles' is not a list");
    }
    return List.copyOf(profiles);
  }

  private static Verdict verdict(String name) throws PartnerProblem {
    return Arrays.stream(Verdict.values())
        .filter(value -> value.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new PartnerProblem(400, "the receipt's verdict is not known"));
  }
}
