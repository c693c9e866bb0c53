package org.amitygate.driver.zoo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Inbound;
import org.amitygate.device.PlateRead;
import org.amitygate.device.Session;
import org.amitygate.device.State;
import org.amitygate.device.WeightMeasured;
import org.jspecify.annotations.Nullable;

/**
 * Lines of ASCII: {@code P event plate} and {@code R event kg} from the device; {@code D event} to
 * it, once the plate is on disk. A device sends plates again that were not acknowledged.
 */
final class ZooSession implements Session {

  private static final double LB_PER_KG = 2.2046;

  private final DeviceHost host;
  private final Map<String, String> attributes;
  private final String animal;

  ZooSession(DeviceHost host, String version, String animal) {
    this.host = host;
    this.attributes = Map.of("driver", version);
    this.animal = animal;
  }

  @Override
  public void received(Inbound data) throws IOException {
    ByteBuffer buffer = ((Inbound.Bytes) data).buffer();
    for (String line = line(buffer); line != null; line = line(buffer)) {
      String[] words = line.split(" ");
      misbehave(words[1]);
      if (words[0].equals("P")) {
        plate(words[1], words[2]);
      } else {
        weight(Long.parseLong(words[2]));
      }
    }
  }

  private static @Nullable String line(ByteBuffer buffer) {
    for (int end = buffer.position(); end < buffer.limit(); end++) {
      if (buffer.get(end) == '\n') {
        byte[] line = new byte[end - buffer.position()];
        buffer.get(line).get();
        return new String(line, StandardCharsets.US_ASCII);
      }
    }
    return null;
  }

  private void misbehave(String event) throws IOException {
    switch (animal) {
      case "throwing-error" -> throw new NoClassDefFoundError("org/vendor/Gone");
      case "throwing-exception" -> throw new IllegalStateException("nobody expected " + event);
      case "hanging" -> Misdeeds.waitForEver();
      case "spinning" -> Misdeeds.spin(6_000);
      case "slow" -> Misdeeds.spin(20);
      case "allocating" -> Misdeeds.allocate(2 << 20);
      case "flooding" -> flood();
      case "dropping" -> host.lost(new IOException("it does not like the device"));
      default -> {}
    }
  }

  private void flood() {
    for (int i = 0; i < 5_000; i++) {
      host.emit(new WeightMeasured(host.now(), 1_000 + i, true, attributes), () -> {});
    }
  }

  private void plate(String event, String plate) {
    if (animal.equals("silent")) {
      return;
    }
    Optional<String> read = animal.equals("blind") ? Optional.empty() : Optional.of(plate);
    host.emit(
        new PlateRead(host.now(), read, Optional.of(95), event, List.of(), attributes),
        () -> send("D " + event));
  }

  private void weight(long kilograms) {
    if (animal.equals("silent")) {
      return;
    }
    long shown = animal.equals("wrong-unit") ? Math.round(kilograms * LB_PER_KG) : kilograms;
    host.emit(new WeightMeasured(host.now(), shown, true, attributes), () -> {});
  }

  @Override
  public void execute(Command command) {
    throw new UnsupportedOperationException("there is no '" + command.name() + "'");
  }

  @Override
  public Optional<State> suspend() {
    if (animal.equals("hanging-suspend")) {
      Misdeeds.waitForEver();
    }
    return Optional.of(
        new State(1, animal.equals("corrupting-state") ? new byte[] {13} : new byte[0]));
  }

  @Override
  public void close() {
    if (animal.equals("hanging-close")) {
      Misdeeds.waitForEver();
    } else if (animal.equals("keeping-link")) {
      for (int i = 0; i < 100; i++) {
        send("D nobody-" + i);
      }
    }
  }

  private void send(String line) {
    host.link().send((line + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
