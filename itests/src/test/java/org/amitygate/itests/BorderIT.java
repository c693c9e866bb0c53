package org.amitygate.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.inject.Inject;
import org.amitygate.core.device.DeviceStatus;
import org.amitygate.core.device.DeviceView;
import org.amitygate.core.device.Devices;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.amitygate.core.plugin.PluginHost;
import org.amitygate.core.plugin.PluginHost.PluginView;
import org.amitygate.itests.Ledger.Truck;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * The assembly as the export gate of a border pair, while trucks cross: what is installed, updated,
 * cut off and commanded. The tests share one run of the world, in any order.
 */
@RunWith(BorderRunner.class)
@ExamReactorStrategy(PerClass.class)
public class BorderIT {

  static final Actor INTEGRATOR = new Actor("chief", Set.of(Role.INTEGRATOR));
  static final String WHY = "a test";

  @Inject private BundleContext context;
  @Inject private PluginHost plugins;
  @Inject private Devices devices;
  @Inject private Journal journal;

  private Border border;
  private Installed installed;

  @Configuration
  public Option[] server() throws IOException {
    return BorderSite.get().exportGate();
  }

  @Before
  public void awaitTraffic() throws Exception {
    border = new Border(journal);
    installed = new Installed(context, plugins);
    Await.done(plugins.started());
    Await.so("the gate is at work", () -> !devices.views().isEmpty());
    for (DeviceView device : devices.views()) {
      awaitStatus(device.id(), DeviceStatus.ONLINE);
    }
    border.open();
  }

  // Installing

  @Test
  public void everyPluginThatCameAlongIsInstalledAndServes() throws Exception {
    Set<String> names = new TreeSet<>();
    for (Path jar : Jars.shipped()) {
      String name = Jars.name(jar);
      names.add(name);
      Entry first = border.records("plugin:" + name, "PluginInstalled").get(0);
      assertEquals(1, first.seq());
      assertEquals("first-start", first.body().path("who").asText());
      assertEquals("1.0.0", first.body().path("version").asText());
      assertEquals(Jars.sha256(jar), first.body().path("sha256").asText());
      assertEquals("", installed.view(name).problem());
      assertTrue(
          name, installed.bundles(name).stream().allMatch(one -> one.getState() == Bundle.ACTIVE));
    }
    assertEquals(names, plugins.list().stream().map(PluginView::name).collect(Collectors.toSet()));
    assertEquals(
        Set.of("modbus-io", "mt-sics", "hikvision-isapi"),
        devices.views().stream().map(DeviceView::driver).collect(Collectors.toSet()));
    for (DeviceView device : devices.views()) {
      DeviceView now = awaitStatus(device.id(), DeviceStatus.ONLINE);
      assertEquals(Optional.of(installed.view(now.driver()).version()), now.driverVersion());
    }
  }

  @Test
  public void whatIsInstalledIsNotInstalledAgain() throws Exception {
    List<PluginView> before = plugins.list();
    for (Path jar : Jars.shipped()) {
      PluginView there = installed.view(Jars.name(jar));
      assertEquals(
          "%s is installed already (%s %s); use gate:plugin update"
              .formatted(there.name(), there.kind().word(), there.version()),
          Await.refused(plugins.install(INTEGRATOR, jar, WHY)));
    }
    assertEquals(before, plugins.list());
  }

  @Test
  public void aBrokenPluginIsRefusedAndChangesNothing() throws Exception {
    List<PluginView> before = plugins.list();
    Set<String> bundles = installed.allBundles();
    assertContains(
        Await.refused(plugins.install(INTEGRATOR, Jars.newThrowing("broken"), WHY)),
        "broken 1.0.0 threw when it was started (",
        "broken on purpose");
    assertContains(
        Await.refused(plugins.install(INTEGRATOR, Jars.newNeeding("needy", "org.absent"), WHY)),
        "needy 1.0.0 needs the package org.absent",
        "which nothing in this server exports");
    assertEquals(before, plugins.list());
    assertEquals(bundles, installed.allBundles());
    assertEquals(List.of(), border.ask(view -> view.records("plugin:broken")));
  }

  @Test
  public void aBrokenUpdateIsRefusedAndTheOldVersionGoesOn() throws Exception {
    awaitOnline("mt-sics");
    PluginView before = installed.view("mt-sics");
    Set<String> bundles = installed.allBundles();
    Map<String, Integer> connections = border.connections();
    assertContains(
        Await.refused(plugins.update(INTEGRATOR, Jars.throwing("mt-sics", "9.9.9"), WHY)),
        "mt-sics 9.9.9 threw when it was started (",
        "; mt-sics " + before.version() + " goes on");
    PluginView after = installed.view("mt-sics");
    assertEquals(before.version(), after.version());
    assertEquals(List.of("9.9.9"), after.bad());
    assertEquals("", after.problem());
    assertEquals(bundles, installed.allBundles());
    assertEquals(connections, border.connections());
    assertEquals(1, border.records("plugin:mt-sics", "PluginUpdateFailed").size());
  }

  @Test
  public void aFlowIsAFileOfYamlLikeAnyOther() throws Exception {
    flows().mayBeFiles();
  }

  private FlowsUnderTraffic flows() {
    return new FlowsUnderTraffic(plugins, border, installed);
  }

  // Crossing

  @Test
  public void trucksCrossBothGatesThroughOneOpeningEach() throws Exception {
    Await.so("two trucks cross", () -> border.ledger.through().size() >= 2);
    border.assertCrossed(border.ledger.through());
    border.assertNoneHeld();
  }

  // Updating

  @Test
  public void driversAreUpdatedUnderTraffic() throws Exception {
    List<String> names = List.of("modbus-io", "mt-sics", "hikvision-isapi");
    for (String name : names) {
      awaitOnline(name);
    }
    border.nextCrossing();
    List<CrossingRow> underWay = new ArrayList<>(border.underWay());
    Map<String, Integer> connections = border.connections();
    Map<String, Instant> online = onlineSince("modbus-io", "mt-sics");
    assertEquals(online.keySet(), connections.keySet());
    try (BundleWatch watch = new BundleWatch(context)) {
      for (String name : names) {
        assertEquals(
            "driver %s 1.0.1 is active, in the place of 1.0.0".formatted(name),
            Await.done(plugins.update(INTEGRATOR, Jars.version(name, "1.0.1"), WHY)));
      }
      assertEquals(
          names.stream().map(name -> "org.amitygate.driver-" + name).collect(Collectors.toSet()),
          watch.moved());
    }
    assertEquals("the devices keep their connections", connections, border.connections());
    assertEquals(online, onlineSince("modbus-io", "mt-sics"));
    for (String name : names) {
      assertEquals("1.0.1", installed.view(name).version());
      assertEquals("1.0.0", installed.view(name).previous());
      assertEquals("on probation", List.of("1.0.0", "1.0.1"), installed.versions(name));
      awaitOnline(name);
      of(name).forEach(device -> assertEquals(Optional.of("1.0.1"), device.driverVersion()));
    }
    underWay.add(border.nextCrossing());
    border.assertDone(underWay);
    border.assertNoneHeld();
    for (String name : names) {
      Await.so("it proves itself", () -> installed.versions(name).equals(List.of("1.0.1")));
    }
  }

  @Test
  public void aFlowIsUpdatedUnderTraffic() throws Exception {
    FlowsUnderTraffic flows = flows();
    flows.areUpdated();
    flows.leaveABadVersion();
    flows.areTakenBackWhereTheyFail();
  }

  // Losing devices

  @Test
  public void devicesThatAreCutOffComeBackAndTheTruckStillCrosses() throws Exception {
    List<String> cutOff = List.of("L1.io", "L1.weighbridge");
    for (String device : cutOff) {
      awaitStatus(device, DeviceStatus.ONLINE);
    }
    Truck truck = Await.found("a truck stands at the stop line of L1", this::atStopLine);
    Map<String, Integer> connections = border.connections();
    Instant cut = Instant.now();
    cutOff.forEach(device -> border.cable(device).cut());
    for (String device : cutOff) {
      assertNotEquals("", awaitStatus(device, DeviceStatus.OFFLINE).cause());
    }
    cutOff.forEach(device -> border.cable(device).mend());
    for (String device : cutOff) {
      assertEquals("", awaitStatus(device, DeviceStatus.ONLINE).cause());
      assertTrue(border.cable(device).connections() > connections.get(device));
      Await.so(
          "the journal tells of " + device, () -> statuses(device, cut).matches("OFFLINE.*ONLINE"));
    }
    border.assertCrossed(List.of(truck));
    border.assertNoneHeld();
  }

  private String statuses(String device, Instant since) throws Exception {
    return border.records("device:" + device, "DeviceStatusChanged").stream()
        .filter(record -> record.at().isAfter(since))
        .map(record -> record.body().path("status").asText())
        .collect(Collectors.joining(" "));
  }

  private Optional<Truck> atStopLine() throws IOException {
    for (Truck truck : border.ledger.trucks()) {
      if (truck.lane().equals("L1")
          && !border.ledger.events("atStopLine", Border.EXPORTS, truck).isEmpty()
          && border.ledger.events("tokenAccepted", Border.EXPORTS, truck).isEmpty()
          && border.ledger.events("backedOut", Border.EXPORTS, truck).isEmpty()) {
        return Optional.of(truck);
      }
    }
    return Optional.empty();
  }

  // Configuring

  @Test
  public void aChangedFileIsTakenLiveAndTouchesWhatItChangesAlone() throws Exception {
    Path file = Path.of(System.getProperty("gate.config"));
    String before = Files.readString(file);
    Cable scale = border.cable("L2.weighbridge");
    awaitOnline("mt-sics");
    border.nextCrossing();
    List<CrossingRow> underWay = border.underWay();
    Map<String, Integer> connections = border.connections();
    Map<String, Instant> online = onlineSince("modbus-io", "mt-sics");
    try {
      String moved = before.replaceAll("\\b" + scale.near() + "\\b", String.valueOf(scale.far()));
      Files.writeString(file, moved.replace("\nlanes:\n", "\nlanes:\n" + newLanes()));
      Await.so("eight lanes are there", () -> devices.view("N8.io").isPresent());
      DeviceView there =
          Await.found(
              "the scale is reached where it is now",
              () ->
                  devices
                      .view("L2.weighbridge")
                      .filter(view -> view.since().isAfter(online.get(view.id())))
                      .filter(view -> view.status() == DeviceStatus.ONLINE));
      assertEquals("nobody comes the old way", connections, border.connections());
      online.put(there.id(), there.since());
      assertEquals("the others did not notice", online, onlineSince("modbus-io", "mt-sics"));
      assertEquals(1, border.records("lane:N8", "LaneAdded").size());
      border.assertDone(underWay);

      Shell guest = border.shell(Border.EXPORTS, "guest");
      Files.writeString(file, before + "spelled: wrong\n");
      guest.type("gate:config check").assertRefused("gate.yaml: line ");
      Await.so(
          "the file is refused",
          () -> guest.type("gate:status").text().contains("unknown setting 'spelled', expected"));
      assertTrue("and changes nothing", devices.view("N8.io").isPresent());
    } finally {
      Files.writeString(file, before);
    }
    Await.so(
        "the lanes are gone",
        () -> devices.views().stream().noneMatch(view -> view.id().startsWith("N")));
    Await.so("that is on record", () -> !border.records("lane:N8", "LaneRemoved").isEmpty());
    awaitOnline("mt-sics");
    connections.merge("L2.weighbridge", 1, Integer::sum);
    assertEquals(connections, border.connections());
    border.assertNoneHeld();
  }

  /** Like those that are there, but their controllers and scales are not built yet. */
  private static String newLanes() {
    return IntStream.rangeClosed(1, 8)
        .mapToObj(
            lane ->
                "  N%d: {template: cargo-export, values: {io: %d, scale: %d}}\n"
                    .formatted(lane, 2 * lane - 1, 2 * lane))
        .collect(Collectors.joining());
  }

  // Commanding

  @Test
  public void peopleSeeAndStopTheGateOverSsh() throws Exception {
    new PeopleOverSsh(border).seeAndStopTheGate();
  }

  // What is there

  static void assertContains(String text, String... parts) {
    for (String part : parts) {
      assertTrue(text, text.contains(part));
    }
  }

  private List<DeviceView> of(String driver) {
    return devices.views().stream().filter(device -> device.driver().equals(driver)).toList();
  }

  private void awaitOnline(String driver) throws Exception {
    for (DeviceView device : of(driver)) {
      awaitStatus(device.id(), DeviceStatus.ONLINE);
    }
  }

  private DeviceView awaitStatus(String device, DeviceStatus status) throws Exception {
    return Await.found(
        device + " becomes " + status,
        () -> devices.view(device).filter(view -> view.status() == status));
  }

  /** Since when the devices of some drivers are online. */
  private Map<String, Instant> onlineSince(String... drivers) {
    return devices.views().stream()
        .filter(device -> List.of(drivers).contains(device.driver()))
        .filter(device -> device.status() == DeviceStatus.ONLINE)
        .collect(Collectors.toMap(DeviceView::id, DeviceView::since));
  }
}
