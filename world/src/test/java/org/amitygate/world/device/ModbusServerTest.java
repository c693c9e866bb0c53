package org.amitygate.world.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.util.HexFormat;
import java.util.Random;
import org.amitygate.world.physics.Controller;
import org.amitygate.world.physics.TestLane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModbusServerTest {
  private final TestLane world = new TestLane();
  private final Controller controller = world.lane.exportZone().controller();
  private ModbusServer server;
  private Socket socket;

  @BeforeEach
  void connect() throws IOException {
    server = new ModbusServer("io", 0, world.site, controller);
    socket = client();
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    server.close();
  }

  private Socket client() throws IOException {
    Socket made = new Socket("127.0.0.1", server.port());
    made.setSoTimeout(10_000);
    return made;
  }

  /** Sends a PDU to a unit and gives the PDU of the answer, as hexadecimal. */
  private String ask(int unit, String pdu) throws IOException {
    byte[] body = HexFormat.of().parseHex(pdu.replace(" ", ""));
    String head = String.format("1234 0000 %04X %02X", body.length + 1, unit).replace(" ", "");
    socket.getOutputStream().write(HexFormat.of().parseHex(head + HexFormat.of().formatHex(body)));
    DataInputStream in = new DataInputStream(socket.getInputStream());
    assertThat(in.readUnsignedShort()).isEqualTo(0x1234);
    assertThat(in.readUnsignedShort()).isZero();
    byte[] reply = new byte[in.readUnsignedShort() - 1];
    assertThat(in.readUnsignedByte()).isEqualTo(unit);
    in.readFully(reply);
    return HexFormat.of().formatHex(reply);
  }

  private String ask(String pdu) throws IOException {
    return ask(1, pdu);
  }

  @Test
  void readsAllRegisters() throws IOException {
    assertThat(ask("04 0000 000B"))
        .isEqualTo("0416" + "00000000".repeat(4) + "0001" + "0000" + "0001");
    world.runToStopLine();
    assertThat(ask("04 0009 0001")).isEqualTo("04020003");
  }

  @Test
  void lampsGoDarkWithTheLastConnection() throws IOException, InterruptedException {
    ask("05 0000 FF00");
    Socket first = socket;
    socket = client();
    ask("01 0000 0002");
    first.close();
    assertThat(ask("01 0000 0002")).as("somebody is connected").isEqualTo("010101");
    socket.close();
    world.events.await("lamp", 2);
    assertThat(controller.red()).isFalse();
  }

  @Test
  void opensOnceWithATokenHighWordFirst() throws IOException {
    world.runToStopLine();
    assertThat(ask("10 0000 0002 04 00010002")).isEqualTo("1000000002");
    assertThat(ask("04 0000 0002")).isEqualTo("040400010002");
    world.run(300);
    assertThat(ask("04 0004 0002")).isEqualTo("040400000001");
    assertThat(ask("04 0008 0001")).isEqualTo("04020002");
    assertThat(ask("10 0000 0002 04 00010002")).isEqualTo("1000000002");
    assertThat(ask("10 0000 0002 04 00010001")).isEqualTo("9003");
    world.run(10_000);
    assertThat(ask("04 0004 0004")).isEqualTo("04080000000100000001");
    assertThat(world.events.named("tokenAccepted"))
        .singleElement()
        .matches(e -> e.is("truck", "T001"));
  }

  @Test
  void cancelsATokenAndAllBelow() throws IOException {
    assertThat(ask("10 0002 0002 04 00000009")).isEqualTo("1000020002");
    assertThat(ask("04 0002 0002")).isEqualTo("040400000009");
    assertThat(ask("10 0000 0002 04 00000009")).isEqualTo("9003");
    assertThat(ask("10 0000 0002 04 0000000A")).isEqualTo("1000000002");
  }

  @Test
  void switchesLampsAndReadsThemBack() throws IOException {
    assertThat(ask("05 0000 FF00")).isEqualTo("050000ff00");
    assertThat(ask("01 0000 0002")).isEqualTo("010101");
    assertThat(ask("05 0001 FF00")).isEqualTo("050001ff00");
    assertThat(ask("05 0000 0000")).isEqualTo("0500000000");
    assertThat(ask("01 0000 0002")).isEqualTo("010102");
    assertThat(ask("01 0001 0001")).isEqualTo("010101");
  }

  @Test
  void answersEverythingElseWithExceptions() throws IOException {
    assertThat(ask("02 0000 0001")).isEqualTo("8201");
    assertThat(ask("03 0000 0001")).isEqualTo("8301");
    assertThat(ask("06 0000 0001")).isEqualTo("8601");
    assertThat(ask("2B 0E0100")).isEqualTo("ab01");
    assertThat(ask("04 000A 0002")).isEqualTo("8402");
    assertThat(ask("04 0000 0000")).isEqualTo("8403");
    assertThat(ask("04 0000")).isEqualTo("8403");
    assertThat(ask("05 0002 FF00")).isEqualTo("8502");
    assertThat(ask("05 0000 0100")).isEqualTo("8503");
    assertThat(ask("10 0000 0001 02 0001")).isEqualTo("9002");
    assertThat(ask("10 0001 0002 04 00000001")).isEqualTo("9002");
    assertThat(ask("10 0000 0002 03 000001")).isEqualTo("9003");
    assertThat(ask(2, "04 0000 0001")).isEqualTo("840b");
  }

  @Test
  void losesTheAnswerAndTheConnectionButOpens() throws IOException {
    world.runToStopLine();
    controller.defect(Controller.Defect.ANSWER_LOST);
    assertThatThrownBy(() -> ask("10 0000 0002 04 00000001")).isInstanceOf(IOException.class);
    socket = client();
    assertThat(ask("04 0000 0002")).isEqualTo("040400000001");
    world.run(2_000);
    assertThat(controller.boom().isUp()).isTrue();
  }

  @Test
  void refusesConnectionsWhileUnplugged() throws IOException {
    int port = server.port();
    assertThat(ask("01 0000 0002")).isEqualTo("010100");
    server.unplug();
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(ConnectException.class);
    server.plug();
    socket = client();
    assertThat(ask("01 0000 0002")).isEqualTo("010100");
  }

  @Test
  void standsRandomBytes() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      try (Socket stranger = client()) {
        stranger.getOutputStream().write(bytes);
      }
    }
    assertThat(ask("01 0000 0002")).isEqualTo("010100");
  }
}
