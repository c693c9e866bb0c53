package org.amitygate.flow.cargo.imports;

import static org.amitygate.flow.StageExchange.facts;
import static org.amitygate.flow.StageExchange.signalData;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.amitygate.crossing.ContainerNumber;
import org.amitygate.crossing.Facts;
import org.amitygate.crossing.Plates;
import org.amitygate.flow.StageExchange;
import org.apache.camel.Exchange;

/**
 * What the other gate says of a truck beside what the import declaration says: what both name must
 * be the same. Both are kept, the offer's words as {@code offeredSeal} and the like. A seal that
 * customs of both sides agreed on stands for the declared one.
 */
final class OfferedTruck {

  /** What an offer says of the truck. */
  private static final List<String> OFFERED =
      List.of("plate", "trailerPlate", "container", "seal", "grossKg", "declaration");

  /** Facts that a declaration replaces, and what the offer's is kept as. */
  private static final Map<String, String> KEPT =
      Map.of(
          "trailerPlate",
          "offeredTrailerPlate",
          "container",
          "offeredContainer",
          "seal",
          "offeredSeal");

  private static final String SEVERAL = "[,;/+，；、]";

  /** What a person looks at. A seal is for customs, the rest for an operator. */
  enum Check {
    IDENTITY("identityFinding", "identityReleased"),
    SEAL("sealFinding", "sealReleased");

    /** Fact: what differs; absent when nothing does. */
    private final String finding;

    /** Fact: the finding that a person has let pass. */
    private final String released;

    Check(String finding, String released) {
      this.finding = finding;
      this.released = released;
    }
  }

  /**
   * A new offer replaces what the one before said of the truck. The offer names the export
   * declaration; the crossing's own declaration is the import one.
   */
  void take(Exchange stage) {
    Facts facts = facts(stage);
    boolean anew = false;
    if (signalData(stage, "data").orElse(null) instanceof Map<?, ?> offered) {
      OFFERED.forEach(
          name -> {
            facts.remove(name);
            Optional.ofNullable(offered.get(name)).ifPresent(value -> facts.put(name, value));
          });
      facts.remove("exportDeclaration");
      anew = true;
    }
    if (facts.text("exportDeclaration").isEmpty()) {
      facts.text("declaration").ifPresent(reference -> facts.put("exportDeclaration", reference));
    }
    if (anew || !facts.yes("offerKept")) {
      KEPT.forEach((name, kept) -> replace(facts, kept, facts.text(name)));
      facts.put("offerKept", true);
    }
  }

  /**
   * It left by this gate, and both sides agreed that it returns: without that no offer names it.
   */
  boolean comesBack(Exchange stage) {
    return facts(stage).text("returnOf").isPresent();
  }

  /** Compares the two; what only the offer says is what is known of the truck. */
  void compare(Exchange stage) {
    Facts facts = facts(stage);
    List<String> identity = new ArrayList<>();
    differs(facts, "trailerPlate", "trailer").ifPresent(identity::add);
    differs(facts, "container", "container").ifPresent(identity::add);
    facts.text("container").flatMap(ContainerNumber::objection).ifPresent(identity::add);
    replace(
        facts,
        Check.IDENTITY.finding,
        Optional.of(String.join("; ", identity)).filter(text -> !text.isEmpty()));
    replace(facts, Check.SEAL.finding, differs(facts, "seal", "seal"));
  }

  private static Optional<String> differs(Facts facts, String name, String said) {
    String offered = facts.text(KEPT.get(name)).orElse("");
    String declared = facts.text(name).orElse("");
    if (declared.isBlank() && !offered.isBlank()) {
      facts.put(name, offered);
    }
    String who =
        name.equals("seal") && facts.text("agreedSeal").isPresent()
            ? "customs of both sides agreed on "
            : "the import declaration says ";
    return declared.isBlank() || offered.isBlank() || same(offered, declared)
        ? Optional.empty()
        : Optional.of(said + " " + offered + " was offered, " + who + declared);
  }

  /** Blanks, points and dashes do not count, nor the order of several. */
  private static boolean same(String one, String other) {
    return Plates.key(one).equals(Plates.key(other)) || parts(one).equals(parts(other));
  }

  private static Set<String> parts(String text) {
    return Arrays.stream(text.split(SEVERAL))
        .flatMap(part -> ContainerNumber.in(part).stream())
        .map(Plates::key)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.toSet());
  }

  /** Something differs that no person has let pass. */
  boolean objected(Exchange stage, Check check) {
    Facts facts = facts(stage);
    Optional<String> finding = facts.text(check.finding);
    return finding.isPresent() && !finding.equals(facts.text(check.released));
  }

  /** The stage is about to hold for this. */
  void holdFor(Exchange stage, Check check) {
    facts(stage).put("heldFor", check.name());
  }

  /**
   * A person has released it, from this stage's own hold or from another one while its offer waited
   * or was accepted: not the beginning, which has kept no offer yet.
   */
  boolean released(Exchange stage) {
    return StageExchange.signal(stage).isEmpty() && facts(stage).yes("offerKept");
  }

  /** What this stage held for, as it was found, is not held again. */
  void keepRelease(Exchange stage) {
    Facts facts = facts(stage);
    facts
        .text("heldFor")
        .map(Check::valueOf)
        .ifPresent(check -> replace(facts, check.released, facts.text(check.finding)));
    facts.remove("heldFor");
  }

  /** The offer has ended: the import declaration is free for whoever is offered next. */
  void leaveDeclaration(Exchange stage) {
    facts(stage).remove("declaration");
  }

  private static void replace(Facts facts, String name, Optional<String> value) {
    facts.remove(name);
    value.ifPresent(text -> facts.put(name, text));
  }
}
