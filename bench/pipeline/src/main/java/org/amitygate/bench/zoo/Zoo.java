package org.amitygate.bench.zoo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.amitygate.bench.server.Processes;
import org.amitygate.bench.server.RunFolder;

/**
 * Rolls each animal out in a running gate while its lanes send, and looks how it is caught, how
 * soon the lane is served again, and whether any plate was lost or stored twice.
 */
public final class Zoo implements AutoCloseable {

  private static final String HELP =
      """
      usage: ./gate prove zoo [OPTIONS]

        --only NAME,...   some animals (all): %s
        --lanes 4
        --probation 60    seconds
        --json FILE       writes what became of each

      Ends with 1 if one was not caught, touched a second lane, or if anything was lost or doubled.
      """
          .formatted(String.join(", ", Arrays.stream(Animal.values()).map(Animal::word).toList()));

  /** Plates of the first lane before the first animal comes: what is usual. */
  private static final int USUAL = 300;

  /** Plates that an animal may read that does well until it is taken back. */
  private static final int SERVED = 40;

  private static final long CAUGHT_WITHIN_SECONDS = 90;
  private static final long RESTORED_WITHIN_SECONDS = 30;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Processes processes = new Processes();
  private final Path folder;
  private final Path root;
  private final List<ZooLane> lanes = new ArrayList<>();

  private Zoo(Path root) {
    this.root = root;
    this.folder = root.resolve("run/zoo");
  }

  public static void main(String[] args) throws Exception {
    Path root = Path.of(".").toAbsolutePath();
    List<Animal> animals = List.of(Animal.values());
    int lanes = 4;
    int probation = 60;
    Optional<Path> json = Optional.empty();
    try {
      for (int i = 0; i < args.length; i += 2) {
        if (i + 1 == args.length) {
          throw new IllegalArgumentException(args[i] + " is unknown or needs a value");
        }
        String value = args[i + 1];
        switch (args[i]) {
          case "--root" -> root = Path.of(value).toAbsolutePath().normalize();
          case "--only" -> animals = Arrays.stream(value.split(",")).map(Zoo::animal).toList();
          case "--probation" -> probation = Integer.parseInt(value);
          case "--lanes" -> lanes = Integer.parseInt(value);
          case "--json" -> json = Optional.of(Path.of(value).toAbsolutePath());
          default -> throw new IllegalArgumentException(args[i] + " is unknown");
        }
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + HELP);
      System.exit(2);
    }
    boolean good;
    try (Zoo zoo = new Zoo(root)) {
      Runtime.getRuntime().addShutdownHook(new Thread(zoo.processes::close));
      good = zoo.run(animals, lanes, probation, json);
    }
    System.exit(good ? 0 : 1);
  }

  private static Animal animal(String word) {
    return Animal.of(word)
        .orElseThrow(() -> new IllegalArgumentException("there is no animal " + word));
  }

  private boolean run(List<Animal> animals, int number, int probation, Optional<Path> json)
      throws IOException {
    RunFolder.begin(folder);
    for (int lane = 1; lane <= number; lane++) {
      lanes.add(new ZooLane(lane));
    }
    ZooGate gate = ZooGate.start(processes, root, folder, lanes, probation);
    await(180, () -> read(0) >= USUAL, "lane 1 is not served, see " + gate.log());
    List<Visit> visits = new ArrayList<>();
    for (Animal animal : animals) {
      Visit visit = new Visit(gate, animal);
      visit.meet();
      visits.add(visit);
      System.out.printf(
          "%-20s %s after %d ms, served again after %d ms: %s%n",
          animal.word(),
          visit.detectedMs < 0 ? "NOT CAUGHT" : animal.caught(),
          visit.detectedMs,
          visit.restoredMs,
          visit.sentence);
    }
    lanes.forEach(ZooLane::stopSending);
    await(
        RESTORED_WITHIN_SECONDS,
        () -> lanes.stream().allMatch(lane -> lane.unacknowledged() == 0),
        "not everything is acknowledged");
    gate.close();
    ZooJournal.Plates plates = gate.journal().plates();
    visits.forEach(visit -> visit.judge(plates));
    ArrayNode zoo = JSON.createArrayNode();
    visits.forEach(visit -> zoo.add(visit.document()));
    if (json.isPresent()) {
      ObjectNode report = JSON.createObjectNode();
      report.set("zoo", zoo);
      Files.writeString(json.get(), report.toPrettyString() + "\n");
    }
    boolean good = visits.stream().allMatch(Visit::good);
    long lost = visits.stream().mapToLong(visit -> visit.lost).sum();
    long doubled = visits.stream().mapToLong(visit -> visit.doubled).sum();
    System.out.printf(
        "%d animals, %d caught and undone, %d plates sent, %d lost, %d doubled, %d connections%n",
        visits.size(),
        visits.stream().filter(visit -> visit.detectedMs >= 0).count(),
        lanes.stream().mapToLong(ZooLane::sent).sum(),
        lost,
        doubled,
        lanes.stream().mapToInt(ZooLane::connections).sum());
    return good;
  }

  private long read(int lane) {
    return lanes.get(lane).sent() - lanes.get(lane).unacknowledged();
  }

  /** Looks until something is so. */
  private static void await(long seconds, BooleanSupplier so, String otherwise) throws IOException {
    if (!happens(seconds, so)) {
      throw new IOException(otherwise);
    }
  }

  private static boolean happens(long seconds, BooleanSupplier so) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > until) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    return true;
  }

  /** What became of one animal. */
  private final class Visit {
    private final ZooGate gate;
    private final Animal animal;
    private final List<Long> sentBefore = new ArrayList<>();
    private final List<Long> sentAfter = new ArrayList<>();
    long detectedMs = -1;
    long restoredMs = -1;
    int lanesTouched;
    long lost;
    long doubled;
    String sentence = "";

    Visit(ZooGate gate, Animal animal) {
      this.gate = gate;
      this.animal = animal;
    }

    void meet() throws IOException {
      lanes.forEach(lane -> sentBefore.add(lane.sent()));
      long position = gate.journal().position();
      long ordered = System.currentTimeMillis();
      String answer = gate.rollOut(animal);
      if (answer.startsWith("REFUSED ")) {
        caught(ordered, System.currentTimeMillis(), answer.substring("REFUSED ".length()));
      } else if (animal.caught() == Animal.Caught.ROLLED_BACK) {
        long read = read(0);
        happens(RESTORED_WITHIN_SECONDS, () -> read(0) >= read + SERVED);
        rollBack(position);
      } else {
        Optional<ZooJournal.Found> back =
            awaitRecord("PluginTakenBack", position, CAUGHT_WITHIN_SECONDS);
        if (back.isPresent()) {
          caught(ordered, back.get().millis(), back.get().body().path("reason").asText());
        } else {
          gate.rollBack();
        }
      }
      lanes.forEach(lane -> sentAfter.add(lane.sent()));
    }

    private void rollBack(long position) throws IOException {
      long ordered = System.currentTimeMillis();
      String answer = gate.rollBack();
      long answered = System.currentTimeMillis();
      if (!answer.startsWith("OK ")) {
        sentence = answer;
        return;
      }
      boolean hangs = animal.word().startsWith("hanging");
      Optional<ZooJournal.Found> lostCall =
          hangs ? awaitRecord("DriverCallLost", position, 10) : Optional.empty();
      if (lostCall.isPresent()) {
        caught(ordered, lostCall.get().millis(), lostCall.get().body().path("cause").asText());
      } else if (!hangs) {
        caught(ordered, answered, answer.substring("OK ".length()));
      }
    }

    private Optional<ZooJournal.Found> awaitRecord(String type, long after, long seconds) {
      List<ZooJournal.Found> found = new ArrayList<>();
      happens(
          seconds,
          () -> {
            try {
              gate.journal().first(type, after).ifPresent(found::add);
              return !found.isEmpty();
            } catch (IOException e) {
              return false; // the journal was just being changed
            }
          });
      return found.stream().findFirst();
    }

    private void caught(long ordered, long detected, String why) {
      sentence = why;
      detectedMs = detected - ordered;
      ZooLane first = lanes.get(0);
      happens(RESTORED_WITHIN_SECONDS, () -> first.firstAcknowledgedAfter(detected) >= 0);
      long again = first.firstAcknowledgedAfter(detected);
      restoredMs = again < 0 ? -1 : again - detected;
    }

    /** Plates of the time from its order to the next one's. */
    void judge(ZooJournal.Plates plates) {
      for (int lane = 0; lane < lanes.size(); lane++) {
        for (long seq = sentBefore.get(lane) + 1; seq <= sentAfter.get(lane); seq++) {
          int times = plates.times().getOrDefault((lane + 1) + "-" + seq, 0);
          lost += times == 0 ? 1 : 0;
          doubled += times > 1 ? 1 : 0;
        }
      }
      lanesTouched =
          animal == Animal.LYING_VERSION
              ? 0
              : plates.lanesOf().getOrDefault(animal.version(), Set.of()).size();
    }

    boolean good() {
      return detectedMs >= 0 && restoredMs >= 0 && lanesTouched <= 1 && lost == 0 && doubled == 0;
    }

    ObjectNode document() {
      return JSON.createObjectNode()
          .put("name", animal.word())
          .put("detectedMs", detectedMs)
          .put("restoredMs", restoredMs)
          .put("lanesTouched", lanesTouched)
          .put("lost", lost)
          .put("doubled", doubled)
          .put("sentence", sentence);
    }
  }

  @Override
  public void close() throws IOException {
    for (ZooLane lane : lanes) {
      lane.close();
    }
    processes.close();
  }
}
