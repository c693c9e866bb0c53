package org.amitygate.itests;

import static org.amitygate.itests.BorderIT.assertContains;
import static org.junit.Assert.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Entry;

/** What becomes of crossings when both gates change the URIs of their link, while trucks cross. */
final class TransportsUnderTraffic {

  private final Border border;
  private final Path exports = Path.of(System.getProperty("gate.config"));
  private final Path imports;
  private final Path drop;
  private final int broker;

  /**
   * @param folder of the site
   * @param broker port
   */
  TransportsUnderTraffic(Border border, Path folder, int broker) {
    this.border = border;
    this.imports = folder.resolve(Border.IMPORTS).resolve("etc/gate.yaml");
    this.drop = folder.resolve("drop");
    this.broker = broker;
  }

  /** HTTPS, a broker, two folders, HTTPS. */
  void areChanged() throws Exception {
    String exportsBefore = Files.readString(exports);
    String importsBefore = Files.readString(imports);
    List<CrossingRow> all = new ArrayList<>();
    try {
      String queue = "amqp:queue:%s?broker=amqp://127.0.0.1:" + broker;
      all.addAll(change(queue, exportsBefore, importsBefore));
      assertUsed("amqp");
      all.addAll(change("file:" + drop.resolve("%s"), exportsBefore, importsBefore));
      assertUsed("file");
    } finally {
      all.addAll(border.underWay());
      Files.writeString(exports, exportsBefore);
      Files.writeString(imports, importsBefore);
    }
    all.add(border.nextCrossing());
    border.assertDone(all.stream().distinct().toList());
    assertUsed("https");
    for (CrossingRow crossing : all) {
      assertOnce(crossing, "PartnerMessageReceived");
      assertOnce(crossing, "PartnerReceiptReceived");
    }
    border.assertNoneHeld();
  }

  /** Those that were under way at the change, and one that begins after it and has crossed. */
  private List<CrossingRow> change(String form, String exportsBefore, String importsBefore)
      throws Exception {
    List<CrossingRow> known = new ArrayList<>(border.underWay());
    Files.writeString(exports, changed(exportsBefore, form, "to-imports", "to-exports"));
    Files.writeString(imports, changed(importsBefore, form, "to-exports", "to-imports"));
    CrossingRow next = border.nextCrossing();
    border.assertDone(List.of(next));
    known.add(next);
    return known;
  }

  private static String changed(String yaml, String form, String send, String receive) {
    return changed(changed(yaml, "send", form.formatted(send)), "receive", form.formatted(receive));
  }

  /** Only the partner is reached over https. */
  private static String changed(String yaml, String setting, String uri) {
    String changed =
        yaml.replaceAll(
            setting + ": *\"?netty-http:https:[^\\s\"]*\"?", setting + ": \"" + uri + "\"");
    if (changed.equals(yaml)) {
      throw new AssertionError("no " + setting + " over https in\n" + yaml);
    }
    return changed;
  }

  private void assertUsed(String transport) throws IOException {
    List<JsonNode> partners =
        Border.list(border.shell(Border.EXPORTS, "guest").type("gate:partners --json"));
    JsonNode partner = partners.get(0);
    assertEquals(partner.toString(), transport, partner.path("sends").asText());
    assertEquals(partner.toString(), transport, partner.path("receives").asText());
    assertContains(partner.toString(), "\"whose\":\"own\"", "\"lastReceived\":");
  }

  private void assertOnce(CrossingRow crossing, String type) throws Exception {
    List<String> ids =
        border.records(crossing, type).stream()
            .map(Entry::body)
            .map(body -> body.path("messageId").asText())
            .toList();
    assertEquals(ids.toString(), ids.stream().distinct().count(), ids.size());
  }
}
