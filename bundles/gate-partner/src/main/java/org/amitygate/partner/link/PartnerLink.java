package org.amitygate.partner.link;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.amitygate.config.ConfigGuard;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.barrier.BorderInterlock;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.EffectHandler;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.PartnerDesk;
import org.amitygate.core.handover.PartnerViews;
import org.amitygate.core.handover.ReconciliationDesk;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.outbox.Sender;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.Ids;
import org.amitygate.partner.PartnerInbox;
import org.amitygate.partner.PartnerTransport;
import org.amitygate.partner.keys.PartnerKeys;

/**
 * One gate's link to its partners, put together: what it needs comes in, what it offers goes out.
 * Starts no threads and has no clock of its own, so that two of them run in one deterministic
 * simulation.
 */
public final class PartnerLink {

  /**
   * What the link needs.
   *
   * @param desk fails with IllegalStateException while the engine is not up
   * @param interlock the same
   * @param engineUp whether both are there
   * @param transport empty while no endpoints are up
   * @param archive empty where the journal has no ends of streams to tell: no evidence heads then
   */
  public record Needs(
      ConfigSource config,
      Journal journal,
      GateClock clock,
      Ids ids,
      Supplier<CrossingDesk> desk,
      Supplier<BorderInterlock> interlock,
      BooleanSupplier engineUp,
      Supplier<Optional<PartnerTransport>> transport,
      Supplier<Optional<Archive>> archive) {

    /** Without evidence heads of our own. */
    public Needs(
        ConfigSource config,
        Journal journal,
        GateClock clock,
        Ids ids,
        Supplier<CrossingDesk> desk,
        Supplier<BorderInterlock> interlock,
        BooleanSupplier engineUp,
        Supplier<Optional<PartnerTransport>> transport) {
      this(config, journal, clock, ids, desk, interlock, engineUp, transport, Optional::empty);
    }
  }

  private final ConfigSource config;
  private final Journal journal;
  private final PartnerKeys keys;
  private final Handovers handovers;
  private final Inbox inbox;
  private final MessageSender sender;
  private final Receipts receipts;
  private final PartnerViews views;
  private final Rounds rounds;
  private final PartnerTalk talk;
  private final Needs needs;
  private final Reconciliation reconciliation;
  private final EvidenceHeads heads;
  private final Backlog backlog = new Backlog();

  public PartnerLink(Needs needs) {
    this.needs = needs;
    config = needs.config();
    journal = needs.journal();
    keys = new PartnerKeys(needs.clock());
    LinkHealth health = new LinkHealth(needs.clock());
    Outbox outbox = new Outbox(needs.ids(), keys, needs.clock(), backlog);
    Incidents incidents = new Incidents(config, outbox);
    handovers =
        new Handovers(
            config, needs.desk(), needs.interlock(), outbox, health, needs.clock(), incidents);
    Advices advices = new Advices(config, needs.desk(), handovers, outbox);
    Directions directions = new Directions(config, needs.interlock(), outbox);
    reconciliation =
        new Reconciliation(
            config,
            needs.journal(),
            needs.clock(),
            needs.ids(),
            outbox,
            new Differences(outbox, needs.desk()));
    talk = new PartnerTalk(config, advices, incidents, directions, outbox, reconciliation);
    heads = new EvidenceHeads(config, needs.journal(), needs.archive(), needs.clock(), outbox);
    Offers offers = new Offers(config, needs.desk(), outbox, advices, health, needs.clock());
    Incoming incoming =
        new Incoming(
            config,
            needs.desk(),
            handovers,
            outbox,
            health,
            offers,
            advices,
            incidents,
            directions,
            reconciliation,
            heads,
            backlog);
    Reception reception = new Reception(journal, needs.desk(), incoming, offers, keys, backlog);
    receipts = new Receipts(config, keys, needs.clock());
    inbox = new Inbox(config, needs.journal(), keys, reception, receipts, health, needs.engineUp());
    sender =
        new MessageSender(
            config, outbox, keys, receipts, health, needs.clock(), needs.transport(), backlog);
    views = new Overview(config, needs.journal(), keys, health, needs.clock(), needs.transport());
    rounds =
        new Rounds(
            config, needs.journal(), needs.clock(), outbox, needs.desk(), advices, reception);
  }

  /**
   * Reads the keys of every partner in the configuration, making our own where they are missing.
   * Blocks.
   */
  public void loadKeys() {
    keys.load(config.current().partners());
  }

  /** To be called every few seconds, on one thread. */
  public void look() {
    receipts.expire();
    backlog.look(journal);
    rounds.look();
    talk.look(needs.journal(), needs.clock());
    reconciliation.look();
    heads.look();
  }

  public HandoverDesk handovers() {
    return handovers;
  }

  /** What people of both gates tell each other. */
  public PartnerDesk talk() {
    return talk;
  }

  public PartnerInbox inbox() {
    return inbox;
  }

  public ReconciliationDesk reconciliation() {
    return reconciliation;
  }

  /** Keeps a profile as long as crossings are on it. */
  public ConfigGuard profileGuard() {
    return new ProfileGuard(journal);
  }

  public PartnerViews views() {
    return views;
  }

  /** Kind {@code partner}. */
  public Sender sender() {
    return sender;
  }

  /** Kind {@code partner}. */
  public EffectHandler effects() {
    return new PartnerEffects(handovers);
  }
}
