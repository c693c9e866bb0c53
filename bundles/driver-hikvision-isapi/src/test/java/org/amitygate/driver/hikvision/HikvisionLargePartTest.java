package org.amitygate.driver.hikvision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import org.amitygate.config.LinkConfig;
import org.amitygate.device.PlateRead;
import org.amitygate.testkit.DeviceRig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The largest part that is promised, from a socket through the gate's own buffers. */
class HikvisionLargePartTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPictureOf4MebibytesPassesInAStream(boolean withLength) throws IOException {
    try (ServerSocket camera = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        DeviceRig rig = new DeviceRig(1)) {
      Thread serving = new Thread(() -> serve(camera, withLength), "large-part-camera");
      serving.setDaemon(true);
      serving.start();
      String address = "http://127.0.0.1:" + camera.getLocalPort() + "/stream";
      rig.host(new HikvisionDriver(), new LinkConfig("http-stream", address, Map.of()), Map.of());
      rig.awaitReading(
          0,
          reading -> reading instanceof PlateRead read && read.eventId().equals("after"),
          Duration.ofSeconds(20));
      assertThat(rig.isOnline()).isTrue();
    }
  }

  /** One connection only: the picture, then an event. */
  private static void serve(ServerSocket camera, boolean withLength) {
    try (Socket socket = camera.accept()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          Events.bytes(
              "HTTP/1.1 200 OK\r\nContent-Type: multipart/mixed; boundary="
                  + Events.BOUNDARY
                  + "\r\nConnection: close\r\n\r\n--MIME_boundary\r\nContent-Type: image/jpeg\r\n"
                  + (withLength ? "Content-Length: " + HikvisionFrames.MAX_PART + "\r\n" : "")
                  + "\r\n"));
      byte[] picture = new byte[HikvisionFrames.MAX_PART - (withLength ? 0 : 2)]; // and a line end
      picture[0] = (byte) 0xff;
      out.write(picture);
      out.write(Events.bytes("\r\n" + Events.part(Events.plate("after", "A"), true, "\r\n")));
      out.flush();
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.out.println("HikvisionLargePartTest: " + e);
    }
  }
}
