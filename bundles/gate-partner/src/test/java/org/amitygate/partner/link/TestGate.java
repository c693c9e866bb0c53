package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.PartnerConfig;
import org.amitygate.core.barrier.BorderInterlock;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.crossing.FlowRunner;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.handover.PartnerView;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.time.UuidV7;
import org.amitygate.partner.PartnerInbox;
import org.amitygate.partner.PartnerTransport;
import org.amitygate.partner.envelope.PublishedSchemas;

/**
 * One gate with the real crossings and the real link, whose flow, interlock and lanes are the
 * test's.
 */
final class TestGate implements ConfigSource, BorderInterlock, FlowRunner {

  static final UUID TRUCK = UUID.fromString("0193a5f0-0000-7000-8000-000000000001");

  final String id;
  final String other;
  final TestClock clock;
  final MemoryJournal journal;
  private final Archive ends;
  final Crossings crossings;
  private final UuidV7 ids;
  PartnerLink link;
  AtomicReference<TestGate> across = new AtomicReference<>();

  GateConfig config;

  /** What the interlock says. */
  Optional<String> denied = Optional.empty();

  Optional<String> notReady = Optional.empty();
  Optional<String> cannotTake = Optional.empty();
  Optional<String> notDrained = Optional.empty();
  int openings;
  Optional<String> version = Optional.of("1.0.0");

  /** What the transport does to a message on its way; null loses it. */
  UnaryOperator<byte[]> wire = bytes -> bytes;

  /** What the transport does to a receipt on its way back; null loses it. */
  UnaryOperator<byte[]> wireBack = bytes -> bytes;

  final List<byte[]> sent = new ArrayList<>();

  /** The transport has no answers: receipts for our messages wait here for the way back. */
  Optional<List<byte[]>> receipts = Optional.empty();

  Supplier<List<PartnerView.Certificate>> certificates = List::of;

  TestGate(String id, String other, LaneConfig.Direction direction, Path folder, TestClock clock) {
    this.id = id;
    this.other = other;
    this.clock = clock;
    this.config = config(id, other, direction, folder, "amity-1");
    this.journal = new MemoryJournal(clock);
    this.ends = journal.ends();
    this.ids = new UuidV7(clock, new Random(id.hashCode()));
    this.crossings = new Crossings(this, () -> this, () -> link.handovers());
    restart();
  }

  private static GateConfig config(
      String id, String other, LaneConfig.Direction direction, Path folder, String profile) {
    PartnerConfig partner =
        new PartnerConfig(
            other,
            profile,
            "",
            "",
            folder.resolve(id + ".jwk").toString(),
            List.of(folder.resolve(other + ".public.jwk").toString()),
            Map.of(),
            Map.of("offerValid", "2m"));
    LaneConfig lane = new LaneConfig("L3", direction, "cargo", "cargo", other, List.of());
    GateConfig.Gate gate =
        new GateConfig.Gate(
            id,
            id,
            List.of(),
            "pair",
            "1119-1120",
            GateConfig.State.OPERATING,
            ZoneId.of("Asia/Ho_Chi_Minh"));
    return new GateConfig(
        gate,
        List.of(lane),
        Map.of(other, partner),
        Map.of(),
        Optional.empty(),
        Map.of(),
        "digest");
  }

  /** A new process on the same journal. */
  void restart() {
    link =
        new PartnerLink(
            new PartnerLink.Needs(
                this,
                journal,
                clock,
                ids,
                () -> crossings,
                () -> this,
                () -> true,
                () -> Optional.of(transport()),
                () -> Optional.of(ends)));
    link.loadKeys();
  }

  private PartnerTransport transport() {
    return new PartnerTransport() {
      @Override
      public CompletionStage<Optional<byte[]>> send(String partner, byte[] message) {
        return carry(partner, message);
      }

      @Override
      public List<PartnerView.Certificate> certificates(String partner) {
        return certificates.get();
      }
    };
  }

  private CompletionStage<Optional<byte[]>> carry(String partner, byte[] message) {
    sent.add(message);
    PublishedSchemas.checkMessage(message);
    byte[] arriving = wire.apply(message);
    if (arriving == null) {
      return CompletableFuture.failedFuture(new java.io.IOException("no answer"));
    }
    PartnerInbox inbox = across.get().link.inbox();
    return inbox
        .receive(id, arriving)
        .thenApply(
            receipt -> {
              PublishedSchemas.checkReceipt(receipt.orElseThrow());
              byte[] back = wireBack.apply(receipt.orElseThrow());
              if (back == null) {
                throw new java.util.concurrent.CompletionException(
                    new java.io.IOException("no answer"));
              }
              receipts.ifPresent(waiting -> waiting.add(back));
              return receipts.isPresent() ? Optional.empty() : Optional.of(back);
            });
  }

  /** Tries the first of each queue once. @return something was delivered */
  boolean deliver() {
    return deliver("");
  }

  boolean deliver(String queues) {
    Map<String, Outgoing> first = new LinkedHashMap<>();
    journal.view().outbox().stream()
        .filter(outgoing -> outgoing.queue().startsWith(queues))
        .forEach(outgoing -> first.putIfAbsent(outgoing.queue(), outgoing));
    boolean any = false;
    for (Outgoing outgoing : first.values()) {
      CompletableFuture<Journal.Work<?>> delivery =
          link.sender().send(outgoing).toCompletableFuture();
      if (delivery.isDone() && !delivery.isCompletedExceptionally()) {
        Journal.Work<?> work = delivery.join();
        journal
            .submit(
                tx -> {
                  tx.delivered(outgoing.id());
                  return String.valueOf(work.run(tx));
                })
            .join();
        any = true;
      }
    }
    return any;
  }

  // What a test does to the gate

  /** From now on its lane leads that way. */
  void turn(LaneConfig.Direction direction) {
    lane(direction, config.lanes().get(0).tidalFlow());
  }

  /** From now on its lane can be turned. */
  void tidal() {
    lane(config.lanes().get(0).direction(), Optional.of("cargo-back"));
  }

  private void lane(LaneConfig.Direction direction, Optional<String> tidalFlow) {
    LaneConfig lane =
        new LaneConfig(
            "L3", direction, "cargo", "cargo", other, List.of(), Optional.empty(), tidalFlow);
    config = config(lane, config.partners());
  }

  private GateConfig config(LaneConfig lane, Map<String, PartnerConfig> partners) {
    return new GateConfig(
        config.gate(), List.of(lane), partners, Map.of(), Optional.empty(), Map.of(), "digest");
  }

  /** Its file has no partner any more. */
  void withoutPartner() {
    config = config(config.lanes().get(0), Map.of());
  }

  void begin(Map<String, Object> facts) {
    change(tx -> crossings.begin(tx, TRUCK, "", Role.EXIT, "L3", facts));
  }

  void effect(String name) {
    effect(name, Map.of());
  }

  void effect(String name, Map<String, String> arguments) {
    with(
        (tx, crossing) ->
            link.effects().commit(tx, crossing, new Effect("partner", "", name, arguments)));
  }

  void event(HandoverEvent event) {
    with((tx, crossing) -> link.handovers().apply(tx, crossing, event));
  }

  void hold(HoldReason reason) {
    with((tx, crossing) -> crossings.hold(tx, crossing, reason, "test"));
  }

  void with(BiConsumer<Transaction, Crossing> change) {
    change(
        tx -> {
          Crossing crossing = crossings.find(tx, TRUCK).orElseThrow();
          change.accept(tx, crossing);
          crossings.put(tx, crossing);
          return crossing;
        });
  }

  void change(Journal.Work<?> work) {
    journal.submit(tx -> String.valueOf(work.run(tx))).join();
  }

  // What a test sees of the gate

  Crossing truck() {
    return Crossings.of(journal.view().crossing(TRUCK).orElseThrow());
  }

  HandoverState state() {
    return truck().handover().state();
  }

  int epoch() {
    return truck().handover().epoch();
  }

  List<String> signals() {
    List<String> names = new ArrayList<>();
    journal
        .view()
        .crossing(TRUCK)
        .orElseThrow()
        .body()
        .tree()
        .path("signals")
        .forEach(signal -> names.add(signal.path("name").asText()));
    return names;
  }

  ObjectNode signalData(String name) {
    for (var signal : journal.view().crossing(TRUCK).orElseThrow().body().tree().path("signals")) {
      if (signal.path("name").asText().equals(name)) {
        return (ObjectNode) signal.path("data");
      }
    }
    throw new AssertionError("no signal " + name);
  }

  List<Entry> timeline() {
    return journal.view().records("crossing:" + TRUCK);
  }

  List<String> timeline(String type) {
    return timeline().stream()
        .filter(entry -> entry.type().equals(type))
        .map(entry -> entry.body().path("messageType").asText(entry.body().path("code").asText()))
        .toList();
  }

  List<Entry> partnerRecords(String type) {
    return journal.view().records("partner:" + other).stream()
        .filter(entry -> entry.type().equals(type))
        .toList();
  }

  // What the gate needs

  @Override
  public GateConfig current() {
    return config;
  }

  @Override
  public AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change) {
    return () -> {};
  }

  @Override
  public Optional<String> open(Transaction tx, Crossing crossing) {
    if (denied.isEmpty()) {
      openings++;
    }
    return denied;
  }

  @Override
  public Optional<String> notReady(Transaction tx, Crossing crossing) {
    return notReady;
  }

  @Override
  public Optional<String> notDrained(Transaction tx, String lane) {
    return notDrained;
  }

  @Override
  public Optional<String> cannotTake(Transaction tx, Crossing crossing) {
    return cannotTake;
  }

  @Override
  public Optional<List<String>> stages(String flow, String version) {
    return Optional.of(List.of("first"));
  }

  @Override
  public Optional<String> versionFor(String flow, String lane) {
    return version;
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

  Instant now() {
    return clock.now();
  }
}
