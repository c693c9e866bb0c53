package org.amitygate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.amitygate.config.LinkConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A device that sends more than the journal takes, on a real socket. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SlowJournalTest {

  private static final int FAR_TOO_MUCH = 16 << 20;

  @Test
  void theSocketIsReadMoreSlowlyAndNothingIsLost() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocketChannel listening =
            ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0));
        DeviceRig rig = new DeviceRig(1)) {
      int port = listening.socket().getLocalPort();
      rig.holdDisk(true);
      rig.host(
          new ReferenceDriver(),
          new LinkConfig("tcp", "127.0.0.1:" + port, Map.of()),
          Map.of("silence", "1h"));
      try (SocketChannel device = listening.accept()) {
        device.setOption(StandardSocketOptions.SO_SNDBUF, 16 << 10);
        device.configureBlocking(false);
        int events = 1;
        ByteBuffer line = event(events);
        long sent = 0;
        for (int refused = 0; refused < 1_000; ) {
          if (!line.hasRemaining()) {
            line = event(++events);
          }
          int written = device.write(line);
          sent += written;
          assertThat(sent).as("the gate reads whatever comes").isLessThan(FAR_TOO_MUCH);
          refused = written == 0 ? refused + 1 : 0;
          if (written == 0) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
          }
        }
        assertThat(rig.devices().slowed()).containsExactly(DeviceRig.DEVICE);
        assertThat(rig.emissions().size()).as("held in memory").isBetween(64, 5_000);

        rig.holdDisk(false);
        device.configureBlocking(true);
        while (line.hasRemaining()) {
          device.write(line);
        }
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= events; i++) {
          expected.add("ACK " + i);
        }
        BufferedReader answers =
            new BufferedReader(
                new InputStreamReader(device.socket().getInputStream(), StandardCharsets.US_ASCII));
        List<String> acknowledged = new ArrayList<>();
        while (acknowledged.size() < events) {
          acknowledged.add(answers.readLine());
        }
        assertThat(acknowledged).isEqualTo(expected);
        assertThat(rig.emissions()).hasSize(events);
      }
    }
  }

  private static ByteBuffer event(int number) {
    String text = "EVENT %d %0170d\n".formatted(number, 7);
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
