package org.amitygate.partner.link;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.PartnerConfig;
import org.amitygate.core.handover.PartnerView;
import org.amitygate.core.handover.PartnerView.Certificate;
import org.amitygate.core.handover.PartnerView.Link;
import org.amitygate.core.handover.PartnerViews;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.time.GateClock;
import org.amitygate.partner.PartnerTransport;
import org.amitygate.partner.keys.PartnerKeys;

/** How each link is, put together from what is known of it in several places. */
final class Overview implements PartnerViews {

  /** A certificate that ends sooner is a warning. */
  private static final Duration EXPIRES_SOON = Duration.ofDays(30);

  /** What is missing for longer is a warning: it was asked for some times. */
  private static final Duration MISSING = Duration.ofMinutes(5);

  private static final Pattern TRANSPORT = Pattern.compile("(?:netty-http:)?([a-z0-9-]+):.*");

  private final ConfigSource config;
  private final Journal journal;
  private final PartnerKeys keys;
  private final LinkHealth health;
  private final GateClock clock;
  private final Supplier<Optional<PartnerTransport>> transport;

  Overview(
      ConfigSource config,
      Journal journal,
      PartnerKeys keys,
      LinkHealth health,
      GateClock clock,
      Supplier<Optional<PartnerTransport>> transport) {
    this.config = config;
    this.journal = journal;
    this.keys = keys;
    this.health = health;
    this.clock = clock;
    this.transport = transport;
  }

  @Override
  public CompletableFuture<List<PartnerView>> partners() {
    return journal
        .read(
            view ->
                new Kept(
                    view.outbox().stream().filter(one -> one.kind().equals(Outbox.KIND)).toList(),
                    view.items(Streams.GAP)))
        .thenApplyAsync( // key stores are read: not on the journal's thread
            kept ->
                config.current().partners().values().stream()
                    .sorted((one, other) -> one.id().compareTo(other.id()))
                    .map(partner -> view(partner, kept.outbox(), kept.gaps()))
                    .toList());
  }

  /** What the journal has of all partners. */
  private record Kept(List<Outgoing> outbox, List<Item> gaps) {}

  private PartnerView view(PartnerConfig partner, List<Outgoing> outbox, List<Item> gaps) {
    String id = partner.id();
    List<Instant> waiting =
        outbox.stream()
            .filter(one -> one.body().path("partner").asText().equals(id))
            .map(Outgoing::queuedAt)
            .sorted()
            .toList();
    Optional<LinkHealth.Failing> failing = health.failing(id);
    Optional<Instant> up = health.upSince(id);
    List<String> warnings = new ArrayList<>();
    List<Certificate> certificates = certificates(id, warnings);
    PartnerView view =
        new PartnerView(
            id,
            String.join(", ", partner.profiles()),
            transport(partner.sendUri()),
            transport(partner.receiveUri()),
            failing.isPresent() ? Link.FAILING : up.isPresent() ? Link.UP : Link.UNUSED,
            failing.map(LinkHealth.Failing::since).or(() -> up),
            failing.map(LinkHealth.Failing::cause).orElse(""),
            health.clockAhead(id),
            waiting.size(),
            waiting.stream().findFirst(),
            health.deliveredAt(id),
            health.receivedAt(id),
            signingKey(id),
            keys.theirs(id),
            certificates,
            warnings);
    warn(view);
    missing(id, gaps, warnings);
    return view;
  }

  /** Messages that were asked for and did not come. */
  private void missing(String partner, List<Item> gaps, List<String> warnings) {
    Instant before = clock.now().minus(MISSING);
    List<Item> old =
        gaps.stream()
            .filter(gap -> gap.body().path("partner").asText().equals(partner))
            .filter(gap -> !began(gap).isAfter(before))
            .sorted(Comparator.comparing(Overview::began))
            .toList();
    if (!old.isEmpty()) {
      Item oldest = old.get(0);
      warnings.add(
          "messages of it are missing in %d stream(s), in %s since %s: it is asked for them"
              .formatted(old.size(), oldest.body().path("stream").asText(), began(oldest)));
    }
  }

  private static Instant began(Item gap) {
    return Instant.parse(gap.body().path("began").asText(gap.body().path("since").asText()));
  }

  /** The scheme alone: the rest may hold secrets. */
  private static String transport(String uri) {
    Matcher matcher = TRANSPORT.matcher(uri);
    return matcher.matches() ? matcher.group(1) : "";
  }

  private String signingKey(String partner) {
    try {
      return keys.own(partner).getKeyID();
    } catch (IllegalStateException none) {
      return "";
    }
  }

  private List<Certificate> certificates(String partner, List<String> warnings) {
    try {
      return transport.get().map(up -> up.certificates(partner)).orElse(List.of());
    } catch (IllegalArgumentException e) {
      warnings.add(String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private void warn(PartnerView view) {
    Instant now = clock.now();
    List<String> warnings = view.warnings();
    if (view.link() == Link.FAILING) {
      warnings.add(
          "does not take our messages since %s: %s"
              .formatted(view.since().orElse(now), view.cause()));
    }
    view.clockAhead()
        .filter(ahead -> ahead.abs().compareTo(LinkHealth.WARN) > 0)
        .ifPresent(
            ahead ->
                warnings.add(
                    "its clock is %d s %s gate time; above 30 s nothing is handed over"
                        .formatted(
                            ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of")));
    if (view.signingKey().isEmpty()) {
      warnings.add("we have no key to sign with: the log says why");
    }
    if (view.partnerKeys().isEmpty()) {
      warnings.add("none of its public keys could be read: nothing of it can be taken");
    }
    for (Certificate one : view.certificates()) {
      if (one.expires().isBefore(now.plus(EXPIRES_SOON))) {
        warnings.add(
            "certificate '%s' (%s) %s on %s"
                .formatted(
                    one.subject(),
                    one.whose(),
                    one.expires().isBefore(now) ? "expired" : "expires",
                    LocalDate.ofInstant(one.expires(), ZoneOffset.UTC)));
      }
    }
  }
}
