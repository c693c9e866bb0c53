package org.amitygate.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.amitygate.world.plan.Kind;
import org.amitygate.world.plan.Plan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole world in real time, before two gates that open to everybody. */
@Tag("slow")
@Timeout(120)
class WorldTest {
  @TempDir Path folder;

  private final ScheduledExecutorService gates = Executors.newScheduledThreadPool(4);
  private final List<Socket> sockets = new ArrayList<>();
  private HttpServer http;

  @BeforeEach
  void open() throws IOException {
    http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 50);
    http.setExecutor(gates);
    http.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    http.start();
  }

  @AfterEach
  void close() throws IOException {
    gates.shutdownNow();
    http.stop(0);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private String url(String path) {
    return "\"http://127.0.0.1:" + http.getAddress().getPort() + path + "\"";
  }

  /**
   * One barrier's gate: opens with the next token when a vehicle stands at the stop line of a
   * closed boom.
   */
  private final class Opener implements Runnable {
    private final int port;
    private Socket socket;
    private int token;

    Opener(int port) {
      this.port = port;
    }

    @Override
    public void run() {
      try {
        if (socket == null) {
          socket = new Socket("127.0.0.1", port);
          socket.setSoTimeout(5_000);
          synchronized (sockets) {
            sockets.add(socket);
          }
        }
        ByteBuffer seen =
            ask(ByteBuffer.allocate(5).put((byte) 4).putShort((short) 8).putShort((short) 2));
        if (seen.getShort(2) == 1 && seen.getShort(4) == 3) {
          ask(
              ByteBuffer.allocate(10)
                  .put((byte) 16)
                  .putShort((short) 0)
                  .putShort((short) 2)
                  .put((byte) 4)
                  .putInt(++token));
        }
      } catch (IOException e) {
        socket = null;
      }
    }

    private ByteBuffer ask(ByteBuffer pdu) throws IOException {
      ByteBuffer frame = ByteBuffer.allocate(7 + pdu.capacity());
      frame.putInt(0).putShort((short) (pdu.capacity() + 1)).put((byte) 1).put(pdu.array());
      socket.getOutputStream().write(frame.array());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readInt();
      byte[] reply = new byte[in.readUnsignedShort() - 1];
      in.readByte();
      in.readFully(reply);
      return ByteBuffer.wrap(reply);
    }
  }

  private String gate(String id, String role, int customs) throws IOException {
    List<String> lanes = new ArrayList<>();
    for (String lane : List.of("L1", "L2")) {
      int io = freePort();
      gates.scheduleWithFixedDelay(new Opener(io), 500, 150, TimeUnit.MILLISECONDS);
      lanes.add(
          "\"%s\":{\"ioPort\":%d,\"weighbridgePort\":%d,\"entryCamera\":{\"mode\":\"push\",\"pushUrl\":%s}}"
              .formatted(lane, io, role.equals("export") ? freePort() : 0, url("/read")));
    }
    return ("{\"id\":\"%s\",\"role\":\"%s\",\"declarationsUrl\":%s,\"customsPort\":%d,\"customsAnswerUrl\":%s,"
            + "\"ssh\":{\"host\":\"127.0.0.1\",\"port\":1,\"accounts\":["
            + "{\"name\":\"a\",\"password\":\"a\",\"role\":\"guard\"},{\"name\":\"b\",\"password\":\"b\",\"role\":\"guard\"}]},"
            + "\"lanes\":{%s}}")
        .formatted(
            id, role, url("/declarations"), customs, url("/customs"), String.join(",", lanes));
  }

  @Test
  void runsToItsEnd() throws Exception {
    int customs = freePort();
    Path ledger = folder.resolve("world.jsonl");
    String json =
        ("{\"seed\":3,\"trucks\":4,\"lanes\":2,\"kill\":false,\"pace\":4,\"arrivalMillis\":1000,\"ledger\":\"%s\","
                + "\"gates\":[%s,%s],\"partnerProxies\":["
                + "{\"name\":\"a-to-b\",\"from\":\"A\",\"listen\":\"127.0.0.1:%d\",\"target\":\"127.0.0.1:1\"}]}")
            .formatted(
                ledger, gate("A", "export", customs), gate("B", "import", freePort()), freePort());
    Path file = Files.writeString(folder.resolve("world.json"), json);
    WorldConfig config = WorldConfig.read(file);
    Plan plan =
        Plan.of(
            config.seed(), config.trucks(), config.lanes(), config.kill(), config.arrivalMillis());
    gates.execute(() -> askCustoms(customs));
    try (Ledger open = Ledger.open(ledger, World::micros)) {
      World.run(
          config,
          plan,
          open,
          new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8),
          false);
    }
    List<JsonNode> lines = Ledger.read(ledger);
    assertThat(named(lines, "plan")).hasSize(4);
    assertThat(named(lines, "ended"))
        .hasSize(4)
        .allMatch(line -> line.get("how").asText().equals("through"));
    assertThat(named(lines, "acknowledged")).hasSizeGreaterThanOrEqualTo(8);
    assertThat(named(lines, "customsAnswered")).hasSize(4);
    assertThat(lines.get(lines.size() - 1).get("event").asText()).isEqualTo("done");
    Set<String> reads =
        ids(
            named(lines, "read").stream()
                .filter(line -> line.get("camera").asText().endsWith("entry"))
                .toList());
    assertThat(ids(named(lines, "readAcknowledged"))).isEqualTo(reads).hasSize(8);
    long before = 0;
    for (JsonNode line : lines) {
      assertThat(line.get("t").asLong()).isGreaterThanOrEqualTo(before);
      before = line.get("t").asLong();
    }
  }

  /** Again until customs is there: the world is only beginning. */
  private void askCustoms(int port) {
    String query =
        "<MetaData><Declaration><FunctionalReferenceID>DEC-000001</FunctionalReferenceID></Declaration></MetaData>";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .POST(HttpRequest.BodyPublishers.ofString(query))
            .build();
    HttpClient.newHttpClient()
        .sendAsync(request, HttpResponse.BodyHandlers.discarding())
        .exceptionally(
            notThere -> {
              gates.schedule(() -> askCustoms(port), 100, TimeUnit.MILLISECONDS);
              return null;
            });
  }

  private static List<JsonNode> named(List<JsonNode> lines, String name) {
    return lines.stream().filter(line -> line.get("event").asText().equals(name)).toList();
  }

  private static Set<String> ids(List<JsonNode> lines) {
    return lines.stream().map(line -> line.get("eventId").asText()).collect(Collectors.toSet());
  }

  @Test
  void refusesAFileWithUnknownFields() throws IOException {
    Path file = Files.writeString(folder.resolve("world.json"), "{\"seed\":1,\"truks\":4}");
    assertThatThrownBy(() -> WorldConfig.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("truks");
  }

  @Test
  void knowsTheKindsOfTrucksByTheirLabels() throws IOException {
    assertThat(config("{\"specials\":[\"stalls\",\"next-plate\"]}").kinds())
        .containsExactly(Kind.STALLS, Kind.NEXT_PLATE);
    assertThat(config("{\"kill\":true}").kinds()).isEqualTo(Kind.specials(true));
    WorldConfig misspelt = config("{\"specials\":[\"stals\"]}");
    assertThatThrownBy(misspelt::kinds).hasMessageContaining("no kind of truck stals");
    WorldConfig ordinary = config("{\"specials\":[\"ordinary\"]}");
    assertThatThrownBy(ordinary::kinds).hasMessageContaining("specials: ordinary is none");
    WorldConfig kills = config("{\"specials\":[\"barrier-power-cycled\"]}");
    assertThatThrownBy(kills::kinds).hasMessageContaining("specials: barrier-power-cycled is none");
  }

  private WorldConfig config(String json) throws IOException {
    return WorldConfig.read(Files.writeString(folder.resolve("world.json"), json));
  }

  @Test
  void sendsAwayAGateWithoutTheLane() throws IOException {
    Path file = Files.writeString(folder.resolve("world.json"), "{\"lanes\":1,\"gates\":[]}");
    WorldConfig config = WorldConfig.read(file);
    assertThatThrownBy(() -> config.gate("export")).hasMessageContaining("role export");
  }
}
