package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Head;
import org.amitygate.check.wire.Incoming;
import org.amitygate.check.wire.Jws;
import org.amitygate.check.wire.Merkle;
import org.amitygate.check.wire.Receipt;

/** Heads of the evidence, and the comparison of the books. */
public final class BookRules {
  private static final String BOOKS = "protocol.md, 29. Books";
  private static final String HEADS = "messages.md, Heads of the evidence";
  private static final String COMPARING = "messages.md, Reconciliation";
  private static final String ROOT = Merkle.root(List.of());
  private static final Set<String> FINAL = Set.of("CLEARED", "REFUSED");
  private static final Duration AGAIN = Duration.ofSeconds(3);

  private BookRules() {}

  public static List<Rule> rules() {
    return List.of(
        new Rule(
            "H1", HEADS, "a head that follows is APPLIED, any other RECORDED", BookRules::ourHeads),
        Books.rule(
            "H2", BOOKS, "equal books: RECONCILED, and nothing differs", 0, BookRules::nothing),
        Books.rule(
            "H3",
            COMPARING,
            "the Merkle roots are those of RFC 6962 over the canonical leaves",
            3,
            BookRules::equal),
        Books.rule(
            "H4",
            COMPARING,
            "a planted difference is named, that one alone, and asked about",
            3,
            BookRules::planted),
        Books.rule("H5", COMPARING, "what came cut off is not called whole", 1, BookRules::cutOff),
        new Rule(
            "H6",
            COMPARING,
            "a lane that closes makes it compare: leaves of what differs, and STATUS_REQ",
            BookRules::theyBegin));
  }

  /** Takes some minutes: beside the others. */
  public static List<Rule> slow() {
    return List.of(
        new Rule(
            "H7",
            HEADS,
            "while crossings go on its heads come, each bound to the one before",
            BookRules::theirHeads));
  }

  private static void ourHeads(Check check) throws Broken, IOException, InterruptedException {
    try {
      Head first = new Head(1, Head.NONE, 1, ROOT);
      check.route().say("EVIDENCE_HEAD", first.body()); // follows, unless an earlier run said some
      Head second = first.next(2, ROOT);
      verdict(check, second, "APPLIED", "the head that follows");
      Head rewritten = new Head(3, first.digest(), 1, ROOT);
      verdict(check, rewritten, "RECORDED", "a head that does not follow");
      verdict(check, first, "RECORDED", "a head of an earlier copy");
      verdict(check, second, "APPLIED", "the head that follows the last that came");
    } catch (Jws.Wrong e) {
      throw new IllegalStateException(e);
    }
  }

  private static void verdict(Check check, Head head, String expected, String what)
      throws Broken, IOException, InterruptedException {
    Receipt receipt = check.route().say("EVIDENCE_HEAD", head.body());
    if (!receipt.verdict().equals(expected)) {
      throw new Broken(what + " was " + receipt.verdict() + ", not " + expected);
    }
  }

  private static void theirHeads(Check check)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Duration within = check.profile().limits().headEvery().multipliedBy(2).plus(check.patience());
    Route.Ear ear = check.route().ear(); // one: no head may come between the two
    Head before = nextHead(check, ear, within);
    Head after = nextHead(check, ear, within);
    try {
      boolean follows =
          after.number() == before.number() + 1 && after.previous().equals(before.digest());
      if (!follows || before.number() == 1 && !before.previous().equals(Head.NONE)) {
        throw new Broken(after + " does not follow " + before);
      }
    } catch (Jws.Wrong e) {
      throw new Broken(e.getMessage());
    }
  }

  private static Head nextHead(Check check, Route.Ear ear, Duration within)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Books.of(check, Instant.now(), 1);
    return Head.of(
        ear.await("EVIDENCE_HEAD", within, message -> message.type().equals("EVIDENCE_HEAD"))
            .body());
  }

  private static void nothing(Books books) throws Broken, IOException, InterruptedException {
    none(books.reconcile(List.of()));
  }

  private static void none(Incoming answer) throws Broken {
    boolean good =
        answer.type().equals("RECONCILED")
            && answer.body().path("differences").isEmpty()
            && answer.body().path("whole").asBoolean(true);
    if (!good) {
      throw new Broken("both have the same; it says " + answer.type() + " " + answer.body());
    }
  }

  private static void equal(Books books) throws Broken, IOException, InterruptedException {
    JsonNode roots = books.differing(List.of());
    if (!roots.equals(books.roots())) {
      throw new Broken("the roots are " + books.roots() + "; it says " + roots);
    }
    none(books.reconcile(books.actual()));
  }

  private static void planted(Books books) throws Broken, IOException, InterruptedException {
    books.differing(books.planted());
    JsonNode found = books.compare(books.planted(), true);
    JsonNode named = found.path("differences");
    if (named.size() != 1 || !named.path(0).equals(books.actual().get(0).json())) {
      throw new Broken(
          "%s differs alone; it names %s".formatted(books.actual().get(0).json(), named));
    }
    if (!found.path("whole").asBoolean(true)) {
      throw new Broken("it says that there is more: " + found);
    }
    books.talk(0).awaitAny(books.check().patience(), "STATUS_REQ");
  }

  private static void cutOff(Books books) throws Broken, IOException, InterruptedException {
    books.differing(books.planted());
    JsonNode found = books.compare(books.planted(), false);
    if (found.path("whole").asBoolean(true)) {
      throw new Broken("RECONCILE_DETAIL said that there is more; RECONCILED says " + found);
    }
  }

  private static void theyBegin(Check check)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Books books = Books.of(check, Instant.now(), 1);
    books.differing(List.of());
    Books.Leaf leaf = books.actual().get(0);
    ObjectNode question = closing(check, books.ear());
    for (var state : question.path("states").properties()) {
      boolean good =
          FINAL.contains(state.getKey())
              && state.getValue().path("count").asInt() > 0
              && state.getValue().path("root").asText().matches("[0-9a-f]{64}");
      if (!good) {
        throw new Broken("RECONCILE says " + question.path("states"));
      }
    }
    ObjectNode head = Jws.object();
    for (String member : List.of("run", "from", "until")) {
      head.set(member, question.path(member));
    }
    ObjectNode detail = head.deepCopy();
    detail.putObject("roots"); // this side has nothing
    check.route().tell("RECONCILE_DETAIL", detail);
    Incoming theirs =
        books
            .ear()
            .await(
                "RECONCILE_DETAIL",
                check.patience(),
                message ->
                    message.type().equals("RECONCILE_DETAIL")
                        && message.body().path("run").equals(question.path("run")));
    if (!contains(theirs.body().path("leaves"), leaf.json())) {
      throw new Broken("its leaves lack " + leaf.json() + ": " + theirs.body());
    }
    head.putArray("differences").add(new Books.Leaf(leaf.crossing(), "CLEARED", 1).json());
    check.route().tell("RECONCILED", head.put("whole", true));
    books.talk(0).awaitAny(check.patience(), "STATUS_REQ");
  }

  /** This side closes a lane until they begin: they need not compare more than once a minute. */
  private static ObjectNode closing(Check check, Route.Ear ear)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Duration within = check.profile().limits().headEvery().plus(check.patience());
    long until = System.nanoTime() + within.toNanos();
    while (System.nanoTime() < until) {
      String lane = check.exits().take();
      try {
        check.gateState(lane, "CLOSED");
        check.gateState(lane, "OPEN");
      } finally {
        check.exits().give(lane);
      }
      Optional<Incoming> begun = ear.within(AGAIN, message -> message.type().equals("RECONCILE"));
      if (begun.isPresent()) {
        return begun.get().body();
      }
    }
    throw new Broken("no RECONCILE within " + within.toSeconds() + " s");
  }

  private static boolean contains(JsonNode list, JsonNode wanted) {
    for (JsonNode each : list) {
      if (each.equals(wanted)) {
        return true;
      }
    }
    return false;
  }
}
