package org.amitygate.driver.hikvision;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What cameras send, written for the tests. */
final class Events {

  static final String BOUNDARY = "MIME_boundary";

  private Events() {}

  /** An ANPR alert as firmware of the 5.x line writes it. */
  static String plate(String uuid, String plate) {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <EventNotificationAlert version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema">
        <ipAddress>192.0.2.64</ipAddress>
        <portNo>80</portNo>
        <protocol>HTTP</protocol>
        <macAddress>00:00:5e:00:53:01</macAddress>
        <channelID>1</channelID>
        <dateTime>2026-11-23T12:59:58+07:00</dateTime>
        <activePostCount>1</activePostCount>
        <eventType>ANPR</eventType>
        <eventState>active</eventState>
        <eventDescription>ANPR</eventDescription>
        <ANPR>
        <country>59</country>
        <region>0</region>
        <licensePlate>%s</licensePlate>
        <line>1</line>
        <laneNo>3</laneNo>
        <direction>forward</direction>
        <confidenceLevel>97</confidenceLevel>
        <plateType>02TypePersonalized</plateType>
        <vehicleType>largeTruck</vehicleType>
        <vehicleInfo><index>7</index><color>white</color></vehicleInfo>
        <originalLicensePlate>29C12345</originalLicensePlate>
        </ANPR>
        <UUID>%s</UUID>
        <picNum>2</picNum>
        <isDataRetransmission>false</isDataRetransmission>
        </EventNotificationAlert>
        """
        .formatted(plate, uuid);
  }

  static String heartbeat() {
    return """
        <EventNotificationAlert version="1.0" xmlns="http://www.std-cgi.com/ver20/XMLSchema">
        <dateTime>2026-11-23T12:59:58+07:00</dateTime>
        <eventType>videoloss</eventType>
        <eventState>inactive</eventState>
        </EventNotificationAlert>
        """;
  }

  /** A part of an event stream, its delimiter before it. */
  static String part(String body, boolean withLength, String lineEnd) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return "--"
        + BOUNDARY
        + lineEnd
        + "Content-Type: application/xml; charset=\"UTF-8\""
        + lineEnd
        + (withLength ? "Content-Length: " + length + lineEnd : "")
        + lineEnd
        + body
        + lineEnd;
  }

  /** The body of a push: the alert and two pictures. */
  static byte[] push(String alert) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    add(body, "anpr.xml", "text/xml", bytes(alert));
    add(body, "licensePlatePicture.jpg", "image/jpeg", picture(1));
    add(body, "detectionPicture.jpg", "image/jpeg", picture(2));
    body.writeBytes(bytes("--" + BOUNDARY + "--\r\n"));
    return body.toByteArray();
  }

  static void add(ByteArrayOutputStream body, String name, String type, byte[] content) {
    body.writeBytes(
        bytes(
            "--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\""
                + name
                + "\"; filename=\"2026\"\r\n"
                + "Content-Type: "
                + type
                + "\r\nContent-Length: "
                + content.length
                + "\r\n\r\n"));
    body.writeBytes(content);
    body.writeBytes(bytes("\r\n"));
  }

  /** Every byte there is, line ends and dashes among them. */
  static byte[] picture(int first) {
    byte[] picture = new byte[600];
    for (int i = 0; i < picture.length; i++) {
      picture[i] = (byte) (first + i);
    }
    return picture;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
