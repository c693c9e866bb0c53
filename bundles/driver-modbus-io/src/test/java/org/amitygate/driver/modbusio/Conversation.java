package org.amitygate.driver.modbusio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.device.BarrierState;
import org.amitygate.device.Command;
import org.amitygate.device.PresenceSensed;
import org.amitygate.device.Reading;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;

/** A session, its gate, and the controller's side of the talk. */
final class Conversation {

  final FakeHost host = new FakeHost();
  Session session;

  /** The last transaction that the session used. */
  int transaction;

  /** A session with its first snapshot taken: nothing accepted, closed, all loops free. */
  void ready() throws IOException {
    ready(Map.of());
  }

  void ready(Map<String, Object> values) throws IOException {
    open(values);
    asked();
    say("0416" + registers(0, 0, 1, 0));
    host.readings.clear();
  }

  void open(Map<String, Object> values) throws IOException {
    session = new ModbusIoDriver().open(settings(values), host, Optional.empty());
  }

  static Settings settings(Map<String, Object> values) {
    return new Settings("L3.io", new HashMap<>(values));
  }

  UUID execute(String name, Map<String, Object> arguments) {
    UUID id = UUID.randomUUID();
    session.execute(new Command(id, name, arguments));
    return id;
  }

  /** Unit, function and data of the one request that was sent. */
  String asked() {
    List<String> sent = host.takeSent();
    assertThat(sent).hasSize(1);
    String request = sent.get(0);
    assertThat(request.substring(4, 8)).isEqualTo("0000");
    assertThat(Integer.parseInt(request.substring(8, 12), 16)).isEqualTo(request.length() / 2 - 6);
    transaction = Integer.parseInt(request.substring(0, 4), 16);
    return request.substring(12, 16) + " " + request.substring(16);
  }

  void say(String pdu) throws IOException {
    assertThat(host.say(session, frame(transaction, 1, pdu)).remaining()).isZero();
  }

  static String frame(int transaction, int unit, String pdu) {
    String bytes = pdu.replace(" ", "");
    return "%04x0000%04x%02x%s".formatted(transaction, bytes.length() / 2 + 1, unit, bytes);
  }

  static String registers(long accepted, long cancelled, int position, int loops) {
    return "%08x%08x%08x%08x%04x%04x%04x".formatted(accepted, cancelled, 0, 0, position, loops, 1);
  }

  List<String> readings() {
    List<String> words = host.readings.stream().map(Conversation::words).toList();
    host.readings.clear();
    return words;
  }

  private static String words(Reading reading) {
    if (reading instanceof PresenceSensed sensed) {
      return sensed.loop() + " " + sensed.occupied() + (sensed.sinceStart() ? " first" : "");
    }
    BarrierState state = (BarrierState) reading;
    return state.position() + " " + state.acceptedToken() + "/" + state.cancelledToken();
  }
}
