package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.handover.PartnerView;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Two gates that change their transport by their URIs alone while vehicles are between them: real
 * TLS, a real broker, a real FTP server, real folders.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class TransportsTest {

  private static final int UNDER_WAY = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  private int vehicles;

  private record Transport(String name, String toCn, String atCn, String toVn, String atVn) {
    Transport(String name, String toCn, String toVn) {
      this(name, toCn, toCn, toVn, toVn);
    }
  }

  @Test
  void transportsChangeUnderOpenCrossingsAndNothingIsLostOrRepeated() throws Exception {
    Certificates vnRoot = new Certificates(folder, "vn");
    Certificates cnRoot = new Certificates(folder, "cn");
    Map<String, String> vnTls = vnRoot.tls("vn", cnRoot);
    Map<String, String> cnTls = cnRoot.tls("cn", vnRoot);
    Files.createDirectories(folder.resolve("ftp/to-cn"));
    Files.createDirectories(folder.resolve("ftp/to-vn"));
    int vnPort = Http.freePort();
    int cnPort = Http.freePort();
    Transport https =
        new Transport(
            "https",
            "netty-http:https://localhost:" + cnPort + "/amity",
            "netty-http:https://127.0.0.1:" + cnPort + "/amity",
            "netty-http:https://localhost:" + vnPort + "/amity",
            "netty-http:https://127.0.0.1:" + vnPort + "/amity");
    try (Broker broker = new Broker(folder.resolve("broker"));
        FileServer server = FileServer.plain(folder.resolve("ftp"));
        WholeGate vn = new WholeGate("vn", List.of("cn"), LaneConfig.Direction.EXPORT, folder);
        WholeGate cn = new WholeGate("cn", List.of("vn"), LaneConfig.Direction.IMPORT, folder)) {
      List<Transport> transports =
          List.of(
              https,
              new Transport("amqp", broker.uri("to-cn"), broker.uri("to-vn")),
              new Transport("ftp", server.uri("to-cn"), server.uri("to-vn")),
              new Transport("file", files("to-cn"), files("to-vn")),
              https);
      for (Transport transport : transports) {
        vn.partner("cn", "amity-1", transport.toCn(), transport.atVn(), vnTls);
        cn.partner("vn", "amity-1", transport.toVn(), transport.atCn(), cnTls);
        assertThat(vn.view())
            .extracting(PartnerView::sends, PartnerView::receives)
            .containsExactly(transport.name(), transport.name());
        arrive(vn, 3);
        Http.within(PATIENCE, () -> vn.count(HandoverState.CLEARED), (long) vehicles);
        arrive(vn, UNDER_WAY);
      }
      Http.within(PATIENCE, () -> vn.count(HandoverState.CLEARED), (long) vehicles);
      Http.within(PATIENCE, () -> cn.count(HandoverState.CLEARED), (long) vehicles);
      Http.within(PATIENCE, () -> vn.view().waiting() + cn.view().waiting(), 0);
      for (UUID crossing : vn.all()) {
        crossedOnce(vn, cn, crossing);
      }
      assertThat(vn.alarms()).isEmpty();
      assertThat(cn.alarms()).isEmpty();
    }
  }

  @Test
  void twoPartnersWithProfilesOfTheirOwnDoNotWaitForEachOther() throws Exception {
    String toCn = files("to-cn");
    String fromCn = files("from-cn");
    try (Broker broker = new Broker(folder.resolve("broker"));
        WholeGate vn =
            new WholeGate("vn", List.of("cn", "la"), LaneConfig.Direction.EXPORT, folder);
        WholeGate cn = new WholeGate("cn", List.of("vn"), LaneConfig.Direction.IMPORT, folder);
        WholeGate la = new WholeGate("la", List.of("vn"), LaneConfig.Direction.IMPORT, folder)) {
      vn.partner("cn", "amity-1", toCn, fromCn, Map.of());
      vn.partner("la", "friendship-3", broker.uri("to-la"), broker.uri("from-la"), Map.of());
      cn.partner("vn", "amity-1", fromCn, toCn, Map.of());
      arrive(vn, 10);
      Http.within(PATIENCE, () -> vn.count(HandoverState.CLEARED), 5L);
      assertThat(cn.count(HandoverState.CLEARED)).isEqualTo(5);
      assertThat(vn.count(HandoverState.OFFERED)).as("the other is away").isEqualTo(5);
      assertThat(vn.views())
          .extracting(
              PartnerView::id, PartnerView::profile, PartnerView::sends, PartnerView::waiting)
          .containsExactly(
              tuple("cn", "amity-1", "file", 0), tuple("la", "friendship-3", "amqp", 5));
      la.partner("vn", "friendship-3", broker.uri("from-la"), broker.uri("to-la"), Map.of());
      Http.within(PATIENCE, () -> vn.count(HandoverState.CLEARED), 10L);
      Http.within(PATIENCE, () -> la.count(HandoverState.CLEARED), 5L);
      for (UUID crossing : cn.all()) {
        crossedOnce(vn, cn, crossing);
        assertThat(vn.profiles(crossing)).containsExactly("amity-1");
      }
      for (UUID crossing : la.all()) {
        crossedOnce(vn, la, crossing);
        assertThat(vn.profiles(crossing)).containsExactly("friendship-3");
      }
    }
  }

  private String files(String name) {
    return "file:" + folder.resolve(name) + "?delay=50";
  }

  private void arrive(WholeGate gate, int count) {
    for (int i = 0; i < count; i++) {
      gate.begin(vehicles++);
    }
  }

  /** A receipt may come behind what its message brought about. */
  private static void receipted(WholeGate gate, UUID crossing, int count) throws Exception {
    Http.within(PATIENCE, () -> gate.messages(crossing, "PartnerReceiptReceived").size(), count);
  }

  private static void crossedOnce(WholeGate vn, WholeGate cn, UUID crossing) throws Exception {
    assertThat(vn.openings).containsEntry(crossing, 1);
    assertThat(cn.openings).containsEntry(crossing, 1);
    List<String> out = List.of("OFFER", "COMMIT", "DEPARTED");
    List<String> back = List.of("ACCEPT", "COMMIT_OK", "RECEIVED", "CLEARED");
    assertThat(vn.messages(crossing, "PartnerMessageSent")).isEqualTo(out);
    assertThat(cn.messages(crossing, "PartnerMessageReceived")).isEqualTo(out);
    assertThat(cn.messages(crossing, "PartnerMessageSent")).isEqualTo(back);
    assertThat(vn.messages(crossing, "PartnerMessageReceived")).isEqualTo(back);
    receipted(vn, crossing, out.size());
    receipted(cn, crossing, back.size());
  }
}
