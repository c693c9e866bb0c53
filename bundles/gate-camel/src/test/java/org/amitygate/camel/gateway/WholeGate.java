package org.amitygate.camel.gateway;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.PartnerConfig;
import org.amitygate.core.barrier.BorderInterlock;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.crossing.FlowRunner;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.handover.PartnerView;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.outbox.Outbox;
import org.amitygate.core.time.UuidV7;
import org.amitygate.partner.PartnerProblem;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.envelope.Signatures;
import org.amitygate.partner.link.PartnerLink;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * A gate from its crossings to its sockets: the real tables, link, outbox and endpoints, over a
 * journal in memory. Flow and barriers are the test's: every vehicle is driven on as soon as the
 * handover allows it.
 */
final class WholeGate implements BorderInterlock, FlowRunner, AutoCloseable {

  static final int LANES = 80;

  final FakeConfig config;
  final MemoryJournal journal = new MemoryJournal(WholeGate::now);

  /** How often each barrier was asked to open. */
  final Map<UUID, Integer> openings = new ConcurrentHashMap<>();

  private final String id;
  private final Path folder;
  private final Map<String, PartnerConfig> partners = new HashMap<>();
  private final Crossings crossings;
  private final PartnerLink link;
  private final Gateway gateway;
  private final PartnerEndpoints endpoints;
  private final Outbox outbox;
  private final Set<String> driven = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);

  /**
   * @param partners lanes belong to them in turn
   */
  WholeGate(String id, List<String> partners, LaneConfig.Direction direction, Path folder) {
    this.id = id;
    this.folder = folder;
    this.config =
        new FakeConfig(
            id, IntStream.range(0, LANES).mapToObj(n -> lane(n, direction, partners)).toList());
    this.gateway = new Gateway(config, DefaultCamelContext::new);
    PartnerCertificates certificates = new PartnerCertificates();
    PartnerPost post = new PartnerPost(gateway, config, certificates);
    this.crossings = new Crossings(config, () -> this, () -> link().handovers());
    this.link =
        new PartnerLink(
            new PartnerLink.Needs(
                config,
                journal,
                WholeGate::now,
                new UuidV7(WholeGate::now, new Random()),
                () -> crossings,
                () -> this,
                () -> true,
                () -> Optional.of(post)));
    crossings.observe((tx, crossing) -> tx.afterCommit(() -> timer.execute(() -> drive(crossing))));
    this.outbox = new Outbox(journal, kind -> Optional.of(link.sender()), Scheduler.over(timer));
    outbox.open(List.of());
    this.endpoints = new PartnerEndpoints(gateway, config, link.inbox(), certificates);
    timer.scheduleWithFixedDelay(link::look, 500, 500, TimeUnit.MILLISECONDS);
  }

  private static LaneConfig lane(int n, LaneConfig.Direction direction, List<String> partners) {
    String partner = partners.get(n % partners.size());
    return new LaneConfig("L" + n, direction, "cargo", "cargo", partner, List.of());
  }

  private PartnerLink link() {
    return link;
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  /** Changes the URIs, as an edit of the configuration file does. */
  void partner(String other, String profile, String send, String receive, Map<String, String> tls) {
    partners.put(
        other,
        new PartnerConfig(
            other,
            profile,
            send,
            receive,
            folder.resolve(id + "-for-" + other + ".jwk").toString(),
            List.of(folder.resolve(other + "-for-" + id + ".public.jwk").toString()),
            tls,
            Map.of("receiptWithin", "2s")));
    config.partners(Map.copyOf(partners));
    link.loadKeys();
  }

  /** A vehicle arrives, to be offered to the other side. */
  void begin(int lane) {
    UUID crossing = new UUID(0x0193a5f0_0000_7000L, 0x8000_0000_0000_0000L + lane);
    journal.now(
        tx ->
            crossings.begin(
                tx, crossing, "", Role.EXIT, "L" + lane, Map.of("plate", "29C" + lane)));
    act(crossing, true, "offer");
  }

  private void drive(Crossing crossing) {
    UUID which = crossing.id();
    HandoverState state = state(which);
    if (!driven.add(which + " " + state)) {
      return;
    }
    boolean exit = crossing.role() == Role.EXIT;
    switch (state) {
      case OFFERED -> act(which, !exit, "accept");
      case ACCEPTED -> act(which, exit, "commit");
      case OPENING -> {
        event(which, exit, new HandoverEvent.Opened());
        event(which, exit, new HandoverEvent.Departed());
      }
      case IN_STRIP -> event(which, !exit, new HandoverEvent.ArrivalMatched());
      case RECEIVED -> {
        event(which, !exit, new HandoverEvent.Opened());
        event(which, !exit, new HandoverEvent.Departed());
        act(which, !exit, "clear");
      }
      default -> {}
    }
  }

  private void act(UUID which, boolean ours, String effect) {
    if (ours) {
      Effect wanted = new Effect("partner", "", effect, Map.of());
      change(which, (tx, crossing) -> link.effects().commit(tx, crossing, wanted));
    }
  }

  private void event(UUID which, boolean ours, HandoverEvent event) {
    if (ours) {
      change(which, (tx, crossing) -> link.handovers().apply(tx, crossing, event));
    }
  }

  private void change(UUID which, BiConsumer<Transaction, Crossing> change) {
    Journal.Work<Crossing> work =
        tx -> {
          Crossing crossing = crossings.find(tx, which).orElseThrow();
          change.accept(tx, crossing);
          crossings.put(tx, crossing);
          return crossing;
        };
    journal.now(work);
  }

  private HandoverState state(UUID which) {
    return journal.now(tx -> crossings.find(tx, which).orElseThrow().handover().state());
  }

  /** Crossings by what their handover has come to. */
  long count(HandoverState state) {
    return journal.now(
        tx ->
            tx.openCrossings().stream()
                .filter(row -> Crossings.of(row).handover().state() == state)
                .count());
  }

  List<UUID> all() {
    return journal.now(tx -> tx.openCrossings().stream().map(row -> row.id()).toList());
  }

  /** Types of the messages on a crossing's timeline, in order. */
  List<String> messages(UUID which, String record) {
    return journal.now(
        tx ->
            tx.records("crossing:" + which).stream()
                .filter(entry -> entry.type().equals(record))
                .map(entry -> entry.body().path("messageType").asText())
                .toList());
  }

  List<Entry> alarms() {
    return journal.now(
        tx ->
            tx.openCrossings().stream()
                .flatMap(row -> tx.records("crossing:" + row.id()).stream())
                .filter(entry -> entry.type().contains("Alarm"))
                .toList());
  }

  /** The first partner by its id. */
  PartnerView view() {
    return views().get(0);
  }

  List<PartnerView> views() {
    return link.views().partners().join();
  }

  /** The profiles of our messages on a crossing. */
  Set<String> profiles(UUID which) {
    return journal.now(
        tx ->
            tx.records("crossing:" + which).stream()
                .filter(entry -> entry.type().equals("PartnerMessageSent"))
                .map(WholeGate::profile)
                .collect(Collectors.toSet()));
  }

  private static String profile(Entry sent) {
    String message = sent.personal().orElseThrow().path("message").asText();
    try {
      byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
      return Envelope.read(Signatures.unverifiedPayload(bytes)).profile();
    } catch (PartnerProblem e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    outbox.close();
    endpoints.stop();
    gateway.close();
    journal.close();
  }

  // What the crossings and the tables ask

  @Override
  public Optional<String> open(Transaction tx, Crossing crossing) {
    openings.merge(crossing.id(), 1, Integer::sum);
    return Optional.empty();
  }

  @Override
  public Optional<String> notReady(Transaction tx, Crossing crossing) {
    return Optional.empty();
  }

  @Override
  public Optional<String> cannotTake(Transaction tx, Crossing crossing) {
    return Optional.empty();
  }

  @Override
  public Optional<String> notDrained(Transaction tx, String lane) {
    return Optional.empty();
  }

  @Override
  public Optional<List<String>> stages(String flow, String version) {
    return Optional.of(List.of("first"));
  }

  @Override
  public Optional<String> versionFor(String flow, String lane) {
    return Optional.of("1.0.0");
  }

  @Override
  public Map<String, Integer> compatible(String flow, String version) {
    return Map.of();
  }

  @Override
  public Set<FlowVersion> bad() {
    return Set.of();
  }

  @Override
  public CompletionStage<StageResult> run(StageCall call) {
    return new CompletableFuture<>();
  }

  @Override
  public void onChange(Runnable changed) {
    // versions never change here
  }
}
