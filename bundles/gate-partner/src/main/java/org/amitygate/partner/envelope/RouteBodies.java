package org.amitygate.partner.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.amitygate.partner.PartnerProblem;

/** Bodies of the messages by which the gates check each other's books. */
public final class RouteBodies {

  /** Opens a reconciliation: what its sender has, in totals. */
  public static final String RECONCILE = "RECONCILE";

  /** Narrows a difference down: roots of buckets, then leaves. */
  public static final String RECONCILE_DETAIL = "RECONCILE_DETAIL";

  /** Ends a reconciliation: what differs. */
  public static final String RECONCILED = "RECONCILED";

  /** Binds its sender to its records so far. */
  public static final String EVIDENCE_HEAD = "EVIDENCE_HEAD";

  /** At most so many crossings in one message. */
  public static final int MOST_LEAVES = 1_000;

  /** A longer period is not compared: all of its crossings are in memory at once. */
  public static final Duration LONGEST = Duration.ofDays(31);

  /** A message about a longer one is no such message. */
  private static final Duration TAKEN = Duration.ofDays(3_660);

  private static final Pattern BUCKET = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private RouteBodies() {}

  static void check(Envelope envelope) throws PartnerProblem {
    ObjectNode body = envelope.body();
    switch (envelope.type()) {
      case RECONCILE -> {
        period(envelope);
        need(body.path("states").isObject(), "'states' is not an object");
        for (JsonNode total : body.path("states")) {
          need(total.path("count").isIntegralNumber(), "'count' is not a whole number");
          digest(total, "root");
        }
      }
      case RECONCILE_DETAIL -> {
        period(envelope);
        boolean roots = body.path("roots").isObject();
        need(roots != body.has("leaves"), "either 'roots' or 'leaves' is needed");
        if (roots) {
          for (var root : body.path("roots").properties()) {
            need(BUCKET.matcher(root.getKey()).matches(), "'roots' has no such bucket");
            digest(body.path("roots"), root.getKey());
          }
        } else {
          list(body, "leaves");
          list(body, "buckets");
        }
      }
      case RECONCILED -> {
        period(envelope);
        list(body, "differences");
      }
      case EVIDENCE_HEAD -> {
        aboutRoute(envelope);
        whole(body, "number", 1);
        whole(body, "count", 0);
        digest(body, "previous");
        digest(body, "root");
      }
      default -> {}
    }
  }

  private static void whole(ObjectNode body, String member, long least) throws PartnerProblem {
    JsonNode value = body.path(member);
    need(
        value.isIntegralNumber()
            && value.canConvertToLong()
            && value.asLong() >= least
            && value.asLong() <= Envelope.SAFE_INTEGER,
        "'" + member + "' is not a whole number from " + least);
  }

  private static void aboutRoute(Envelope envelope) throws PartnerProblem {
    need(
        envelope.crossingId().isEmpty(),
        envelope.type() + " is about the route: 'crossingId' must be null");
  }

  private static void period(Envelope envelope) throws PartnerProblem {
    aboutRoute(envelope);
    ObjectNode body = envelope.body();
    need(Bodies.uuid(body.path("run")).isPresent(), "'run' is not a UUID");
    Instant from = Envelope.instant(body, "from");
    Instant until = Envelope.instant(body, "until");
    need(
        from.isBefore(until) && Duration.between(from, until).compareTo(TAKEN) <= 0,
        "'from' and 'until' are no period of up to " + TAKEN.toDays() + " days");
  }

  private static void list(ObjectNode body, String member) throws PartnerProblem {
    JsonNode list = body.path(member);
    need(
        list.isArray() && list.size() <= MOST_LEAVES,
        "'" + member + "' is not a list of up to " + MOST_LEAVES);
  }

  private static void digest(JsonNode object, String member) throws PartnerProblem {
    need(
        DIGEST.matcher(object.path(member).asText()).matches(),
        "'" + member + "' is not a SHA-256 in lower-case hexadecimal");
  }

  private static void need(boolean good, String otherwise) throws PartnerProblem {
    if (!good) {
      throw new PartnerProblem(400, otherwise);
    }
  }
}
