package org.amitygate.driver.hikvision;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.amitygate.device.Inbound;
import org.amitygate.device.Link;
import org.amitygate.device.PlateRead;
import org.amitygate.device.Session;
import org.amitygate.testkit.StillHost;

/** A gate that a camera streams or pushes to. */
final class FakeHost extends StillHost {

  List<PlateRead> reads() {
    return readings.stream().map(PlateRead.class::cast).toList();
  }

  @Override
  public Link link() {
    return bytes -> {
      throw new UnsupportedOperationException("a camera is never sent anything");
    };
  }

  /** The camera streams something; returns what the session left. */
  String stream(Session session, String text) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
    session.received(new Inbound.Bytes(buffer));
    return StandardCharsets.UTF_8.decode(buffer).toString();
  }

  /** The head of the response that opened the stream. */
  void head(Session session, String contentType) throws IOException {
    session.received(
        new Inbound.Message(
            "", Map.of("content-type", contentType), new byte[0], (status, type, body) -> {}));
  }

  /** The camera pushes something. */
  Answer push(Session session, String contentType, byte[] body) throws IOException {
    Answer answer = new Answer();
    session.received(
        new Inbound.Message("/L3/entry", Map.of("content-type", contentType), body, answer));
    return answer;
  }

  /** What a push was answered; status 0: nothing yet. */
  static final class Answer implements Inbound.Reply {
    int status;
    String text = "";

    @Override
    public void send(int code, String contentType, byte[] body) {
      if (status != 0) {
        throw new AssertionError("answered twice: " + status + ", then " + code);
      }
      status = code;
      text = new String(body, StandardCharsets.UTF_8);
    }
  }
}
