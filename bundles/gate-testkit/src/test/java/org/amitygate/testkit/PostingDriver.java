package org.amitygate.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Driver;
import org.amitygate.device.Inbound;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;
import org.amitygate.device.WeightMeasured;

/**
 * A driver for {@link PostingDevice}: each message is one weight, answered with 200 when it is on
 * disk.
 */
final class PostingDriver implements Driver {

  private static final int FORMAT = 3;

  @Override
  public Session open(Settings settings, DeviceHost host, Optional<State> before)
      throws IOException {
    if (before.isPresent() && before.get().format() != FORMAT) {
      throw new IOException("format " + before.get().format() + " is not known");
    }
    return new Session() {
      private long last = before.map(state -> (long) state.bytes()[0]).orElse(0L);

      @Override
      public void received(Inbound data) throws IOException {
        if (!(data instanceof Inbound.Message message)) {
          throw new IOException("a message is expected, not bytes");
        }
        String text = new String(message.body(), StandardCharsets.US_ASCII);
        if (!text.matches("[0-9]{1,2}")) {
          message.reply().send(400, "text/plain", new byte[0]);
          return;
        }
        long number = Long.parseLong(text);
        Runnable answer = () -> message.reply().send(200, "text/plain", new byte[0]);
        if (number <= last) {
          answer.run();
          return;
        }
        last = number;
        host.emit(new WeightMeasured(host.now(), number, true, Map.of("number", text)), answer);
      }

      @Override
      public void execute(Command command) {
        throw new UnsupportedOperationException("a posting device takes no commands");
      }

      @Override
      public Optional<State> suspend() {
        return Optional.of(new State(FORMAT, new byte[] {(byte) last}));
      }
    };
  }
}
