package org.amitygate.driver.modbusio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.amitygate.device.Session;
import org.amitygate.testkit.StillHost;

/** A gate whose link is written in hexadecimal. */
final class FakeHost extends StillHost {

  /** The device says something; returns what the session left. */
  @Override
  public ByteBuffer say(Session session, String hexadecimal) throws IOException {
    return say(session, HexFormat.of().parseHex(hexadecimal.replace(" ", "")));
  }

  List<String> takeSent() {
    return takeSentBytes().stream().map(HexFormat.of()::formatHex).toList();
  }
}
