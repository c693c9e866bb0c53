package org.amitygate.shell;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.amitygate.config.ArchiveConfig;
import org.amitygate.config.ConfigFile;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.core.device.DeviceStatus;
import org.amitygate.core.device.DeviceView;
import org.amitygate.core.device.Devices;
import org.amitygate.core.handover.PartnerView;
import org.amitygate.core.handover.PartnerViews;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.ClockLeap;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.JournalHealth;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.GateOperations;
import org.amitygate.core.plugin.PluginHost;
import org.amitygate.core.time.GateClock;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:status}. */
@Service
@Command(
    scope = "gate",
    name = "status",
    description = "the gate in short: configuration, journal, plug-ins, devices, lanes, partners")
public final class StatusCommand extends GateCommand {

  private static final Duration CLOCKS_MAY_DIFFER = Duration.ofSeconds(2);

  /** A day, and time to seal it. */
  private static final Duration SEALED_WITHIN = Duration.ofHours(25);

  @Option(name = "--json", description = "one JSON document instead of a table")
  boolean json;

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    desk.actor();
    ObjectNode status = Json.object();
    ArrayNode abnormal = status.putArray("abnormal");
    config(desk, status, abnormal);
    journal(desk, status, abnormal);
    clock(desk, status, abnormal);
    seals(desk, status, abnormal);
    retention(desk, abnormal);
    plugins(desk, status, abnormal);
    devices(desk, status, abnormal);
    lanes(desk, status, abnormal);
    partners(desk, status, abnormal);
    if (json) {
      desk.print(status.toPrettyString());
      return;
    }
    StringBuilder text = new StringBuilder();
    status
        .properties()
        .forEach(
            one -> {
              if (one.getValue().isValueNode()) {
                text.append("%-10s %s%n".formatted(one.getKey(), one.getValue().asText()));
              }
            });
    abnormal.forEach(line -> text.append("! ").append(line.asText()).append("\n"));
    desk.print(text.toString());
  }

  private static void config(Desk desk, ObjectNode status, ArrayNode abnormal) {
    GateConfig config =
        desk.find(ConfigSource.class).map(ConfigSource::current).orElse(GateConfig.none());
    status.put("gate", config.gate().id()).put("state", config.gate().state().name());
    desk.find(ConfigFile.class)
        .flatMap(ConfigFile::refusal)
        .ifPresent(why -> abnormal.add("the configuration file is refused: " + why));
  }

  private static void journal(Desk desk, ObjectNode status, ArrayNode abnormal) {
    Optional<JournalHealth> health = desk.find(JournalHealth.class);
    Optional<Journal.Status> journal = health.map(JournalHealth::status);
    boolean writable = journal.map(Journal.Status::writable).orElse(false);
    status.put("journal", writable ? "writable" : "not writable");
    health
        .map(JournalHealth::place)
        .filter(place -> !place.isEmpty())
        .ifPresent(place -> status.put("store", place));
    if (!writable) {
      abnormal.add(
          "the journal is not writable: "
              + journal.map(Journal.Status::cause).orElse("it is not up"));
    }
    health.map(JournalHealth::troubles).orElse(List.of()).forEach(abnormal::add);
    List<String> slowed = desk.find(Devices.class).map(Devices::slowed).orElse(List.of());
    if (!slowed.isEmpty()) {
      abnormal.add(
          "the journal writes more slowly than devices send; they are read more slowly: "
              + String.join(", ", slowed));
    }
  }

  private static void clock(Desk desk, ObjectNode status, ArrayNode abnormal) {
    Optional<GateClock> clock = desk.find(GateClock.class);
    clock.ifPresent(
        gate -> status.put("time", gate.now().truncatedTo(ChronoUnit.SECONDS).toString()));
    Duration ahead = clock.map(GateClock::wallAhead).orElse(Duration.ZERO);
    if (ahead.abs().compareTo(CLOCKS_MAY_DIFFER) > 0) {
      abnormal.add(
          "the machine's clock is %d s %s gate time: set it right; above 30 s nothing is handed over"
              .formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of"));
    }
  }

  private static void seals(Desk desk, ObjectNode status, ArrayNode abnormal)
      throws InterruptedException {
    Optional<Archive> archive = desk.find(Archive.class);
    if (archive.isEmpty()) {
      return;
    }
    Archive.Sealed state;
    try {
      state = desk.await(archive.get().sealed());
    } catch (Refusal e) {
      abnormal.add("how far the records are sealed cannot be read: " + e.getMessage());
      return;
    }
    status.put("sealed", state.lastDay().map(LocalDate::toString).orElse("no day yet"));
    state
        .unsealedSince()
        .filter(since -> since.plus(SEALED_WITHIN).isBefore(Instant.now()))
        .ifPresent(
            since ->
                abnormal.add(
                    "what was recorded since " + since + " is not sealed: the log says why"));
  }

  private static void retention(Desk desk, ArrayNode abnormal) throws InterruptedException {
    ArchiveConfig rules =
        desk.find(ConfigSource.class)
            .map(source -> source.current().archive())
            .orElse(ArchiveConfig.NONE);
    Optional<Archive> archive = desk.find(Archive.class);
    Optional<GateClock> clock = desk.find(GateClock.class);
    boolean erases = rules.personal().isPresent() || rules.evidence().isPresent();
    if (!erases || archive.isEmpty() || clock.isEmpty()) {
      return;
    }
    try {
      desk.await(ClockLeap.look(archive.get(), clock.get().now())).ifPresent(abnormal::add);
    } catch (Refusal e) {
      abnormal.add("whether the retention rules are applied cannot be read: " + e.getMessage());
    }
  }

  private static void plugins(Desk desk, ObjectNode status, ArrayNode abnormal) {
    Optional<PluginHost> host = desk.find(PluginHost.class);
    boolean ready = host.map(PluginHost::ready).orElse(false);
    List<PluginHost.PluginView> plugins = host.map(PluginHost::list).orElse(List.of());
    status.put("plugins", ready ? plugins.size() + " started" : "starting");
    plugins.stream()
        .filter(plugin -> !plugin.problem().isEmpty())
        .forEach(plugin -> abnormal.add("plug-in " + plugin.name() + ": " + plugin.problem()));
  }

  private static void devices(Desk desk, ObjectNode status, ArrayNode abnormal) {
    List<DeviceView> devices = desk.find(Devices.class).map(Devices::views).orElse(List.of());
    long online = devices.stream().filter(device -> device.status() == DeviceStatus.ONLINE).count();
    status.put("devices", online + " of " + devices.size() + " online");
    devices.stream()
        .filter(device -> device.status() != DeviceStatus.ONLINE)
        .forEach(
            device ->
                abnormal.add(
                    "%s is %s: %s".formatted(device.id(), device.status(), device.cause())));
  }

  private static void partners(Desk desk, ObjectNode status, ArrayNode abnormal)
      throws Refusal, InterruptedException {
    Optional<PartnerViews> views = desk.find(PartnerViews.class);
    if (views.isEmpty()) {
      return;
    }
    List<PartnerView> partners = desk.await(views.get().partners());
    long up = partners.stream().filter(one -> one.link() == PartnerView.Link.UP).count();
    status.put("partners", up + " of " + partners.size() + " up");
    for (PartnerView partner : partners) {
      partner.warnings().forEach(why -> abnormal.add("partner '" + partner.id() + "': " + why));
    }
  }

  private static void lanes(Desk desk, ObjectNode status, ArrayNode abnormal)
      throws Refusal, InterruptedException {
    Optional<GateOperations> operations = desk.find(GateOperations.class);
    List<ObjectNode> lanes =
        operations.isEmpty() ? List.of() : desk.await(operations.get().lanes());
    long open = lanes.stream().filter(lane -> lane.path("state").asText().equals("OPEN")).count();
    status.put("lanes", open + " of " + lanes.size() + " open");
    lanes.stream()
        .filter(lane -> !lane.path("state").asText().equals("OPEN"))
        .forEach(
            lane ->
                abnormal.add(
                    "lane %s is %s: %s"
                        .formatted(
                            lane.path("lane").asText(),
                            lane.path("state").asText(),
                            lane.path("why").asText())));
  }
}
