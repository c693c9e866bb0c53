package org.amitygate.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.View;
import org.amitygate.itests.Ledger.Truck;

/**
 * The border as a test in the export gate sees it: the world's ledger, the journal of this gate,
 * the shells of both, the cables to the devices.
 */
final class Border {

  static final String EXPORTS = "huu-nghi";
  static final String IMPORTS = "youyi-guan";

  private static final int MANY = 200;

  private static final String DECLARATIONS = "declarations";

  /** Laid once for all tests of the server. */
  private static final Map<String, Cable> CABLES = lay();

  private static final ObjectMapper JSON = new ObjectMapper();

  final Ledger ledger = new Ledger(folder().resolve("world.jsonl"));
  private final Journal journal;

  Border(Journal journal) {
    this.journal = journal;
  }

  private static Path folder() {
    return Path.of(System.getProperty("itest.border"));
  }

  private static Map<String, Cable> lay() {
    Map<String, Cable> cables = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(folder().resolve("cables.txt"))) {
        String[] words = line.split(" ");
        cables.put(words[0], new Cable(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cables.forEach(
        (end, cable) -> {
          if (!end.equals(DECLARATIONS)) {
            cable.mend();
          }
        });
    return cables;
  }

  /** Lets traders announce their trucks from now on: these come then. */
  void open() {
    cable(DECLARATIONS).mend();
  }

  /** The cable to a device. */
  Cable cable(String device) {
    return CABLES.get(device);
  }

  /** How often the gate has connected to its devices. */
  Map<String, Integer> connections() {
    return CABLES.entrySet().stream()
        .filter(cable -> !cable.getKey().equals(DECLARATIONS))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                cable -> cable.getValue().connections(),
                Math::max,
                TreeMap::new));
  }

  /** Somebody at the shell of a gate. */
  Shell shell(String gate, String account) throws IOException {
    return Shell.of(folder().resolve(gate), account);
  }

  /** Somebody who does not know the password. */
  Shell stranger(String gate, String account) throws IOException {
    return Shell.withPassword(folder().resolve(gate), account, "guessed");
  }

  /** Asks the journal of the export gate. */
  <T> T ask(Function<View, T> question) throws Exception {
    return Await.done(journal.read(question));
  }

  /** Crossings of the export gate that go on by themselves. */
  List<CrossingRow> underWay() throws Exception {
    return ask(View::openCrossings).stream().filter(row -> isUnderWay(row)).toList();
  }

  private static boolean isUnderWay(CrossingRow row) {
    return row.state().equals("UNDER_WAY");
  }

  /** Crossings of the export gate, newest first. */
  List<CrossingRow> crossings() throws Exception {
    return ask(view -> view.recentCrossings(MANY));
  }

  CrossingRow crossing(UUID id) throws Exception {
    return ask(view -> view.crossing(id)).orElseThrow();
  }

  /** Waits for a crossing that begins only now. */
  CrossingRow nextCrossing() throws Exception {
    Set<UUID> before = crossings().stream().map(CrossingRow::id).collect(Collectors.toSet());
    return Await.found(
        "another truck arrives",
        () -> underWay().stream().filter(row -> !before.contains(row.id())).findFirst());
  }

  /** As {@link #assertCrossed(Collection)}, of trucks that are known by their crossings. */
  void assertDone(Collection<CrossingRow> crossings) throws Exception {
    List<Truck> trucks = new ArrayList<>();
    for (CrossingRow crossing : crossings) {
      trucks.add(truck(awaitDone(crossing.id())));
    }
    assertCrossed(trucks);
  }

  /** Waits for a crossing to end as done. Anything else fails. */
  private CrossingRow awaitDone(UUID id) throws Exception {
    Await.so("crossing " + id + " ends", () -> !isUnderWay(crossing(id)));
    CrossingRow row = crossing(id);
    assertEquals(row.toString(), "DONE", row.state());
    return row;
  }

  /** The records of a crossing of one type. */
  List<Entry> records(CrossingRow crossing, String type) throws Exception {
    return records("crossing:" + crossing.id(), type);
  }

  /** The records of a stream of one type. */
  List<Entry> records(String stream, String type) throws Exception {
    return ask(view -> view.records(stream)).stream()
        .filter(entry -> entry.type().equals(type))
        .toList();
  }

  /** The truck of a crossing that knows its declaration. */
  private Truck truck(CrossingRow row) throws IOException {
    return ledger.trucks().stream()
        .filter(truck -> truck.declaration().equals(row.declaration()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no truck was planned for " + row));
  }

  /**
   * Waits until trucks have left both gates behind, and fails unless each did so as one crossing
   * that both gates call done, through one commanded opening at each.
   */
  void assertCrossed(Collection<Truck> trucks) throws Exception {
    Await.so(trucks + " leave both gates", () -> ledger.through().containsAll(trucks));
    Set<String> names = new TreeSet<>();
    for (Truck truck : trucks) {
      List<CrossingRow> rows =
          crossings().stream()
              .filter(row -> row.declaration().equals(truck.declaration()))
              .toList();
      assertEquals(truck + " " + rows, 1, rows.size());
      names.add(awaitDone(rows.get(0).id()).name());
      ledger.assertOneOpening(EXPORTS, "passed", truck);
      ledger.assertOneOpening(IMPORTS, "passedImport", truck);
    }
    Await.so(names + " are done at the import gate too", () -> doneAtImport().containsAll(names));
    for (JsonNode entered : ledger.events("enteredStrip")) {
      assertEquals(entered.toString(), 1, entered.path("occupants").asInt());
    }
  }

  private Set<String> doneAtImport() throws IOException {
    Map<String, List<String>> states =
        list(shell(IMPORTS, "lan").type("gate:crossings --json --limit " + MANY)).stream()
            .collect(
                Collectors.groupingBy(
                    crossing -> crossing.path("name").asText(),
                    Collectors.mapping(
                        crossing -> crossing.path("state").asText(), Collectors.toList())));
    states.values().removeIf(each -> !each.equals(List.of("DONE")));
    return states.keySet();
  }

  /** What a command with {@code --json} lists. */
  static List<JsonNode> list(Shell.Answer answer) throws IOException {
    JsonNode document = JSON.readTree(answer.text());
    assertTrue(answer.text(), document.isArray());
    return JSON.convertValue(
        document, JSON.getTypeFactory().constructCollectionType(List.class, JsonNode.class));
  }

  /** Fails if a crossing of the export gate is held, refused or anything else unplanned. */
  void assertNoneHeld() throws Exception {
    List<String> others =
        crossings().stream()
            .filter(row -> !isUnderWay(row) && !row.state().equals("DONE"))
            .map(row -> row.name() + " " + row.state() + " " + row.reason())
            .toList();
    assertEquals(List.of(), others);
  }
}
