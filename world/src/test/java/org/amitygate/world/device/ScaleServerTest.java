package org.amitygate.world.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.amitygate.world.physics.TestLane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScaleServerTest {
  private final TestLane world = new TestLane();
  private ScaleServer server;
  private Socket socket;
  private BufferedReader in;

  @BeforeEach
  void connect() throws IOException {
    server = new ScaleServer("scale", 0, "B123456789", world.site, world.lane.exportZone());
    socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout(10_000);
    in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    server.close();
  }

  private void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private String ask(String command) throws IOException {
    send(command + "\r\n");
    return in.readLine();
  }

  @Test
  void weighsTheTruckAtTheStopLine() throws IOException {
    world.run(1_000);
    assertThat(ask("S")).isEqualTo("S S         0 kg");
    world.runToStopLine();
    assertThat(ask("SI")).matches("S D +\\d+ kg");
    world.run(1_000);
    assertThat(ask("S")).isEqualTo("S S     31240 kg");
    assertThat(ask("SI")).isEqualTo("S S     31240 kg");
  }

  @Test
  void waitsForRestAndGivesUp() throws Exception {
    world.runToStopLine();
    send("S\r\n");
    while (!in.ready()) {
      world.site.tick(20);
      Thread.onSpinWait();
    }
    assertThat(in.readLine()).isIn("S S     31240 kg", "S I");
    world.lane.exportZone().standing().sway();
    send("S\r\n");
    while (!in.ready()) {
      world.site.tick(20);
      Thread.onSpinWait();
    }
    assertThat(in.readLine()).isEqualTo("S I");
    assertThat(ask("SI")).startsWith("S D");
  }

  @Test
  void tellsItsSerialNumberAndRefusesTheRest() throws IOException {
    assertThat(ask("I4")).isEqualTo("I4 A \"B123456789\"");
    assertThat(ask("XYZ")).isEqualTo("ES");
    assertThat(ask("s".repeat(5_000))).isEqualTo("ES");
    assertThat(ask("")).isEqualTo("ES");
  }

  @Test
  void repeatsUntilAnotherCommand() throws IOException {
    world.run(1_000);
    assertThat(ask("SIR")).isEqualTo("S S         0 kg");
    assertThat(in.readLine()).isEqualTo("S S         0 kg");
    send("I4\r\n");
    String line = in.readLine();
    while (line.startsWith("S S")) {
      line = in.readLine();
    }
    assertThat(line).startsWith("I4 A");
  }
}
