package org.amitygate.simulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * A plate camera that posts its events (Hikvision ISAPI, HTTP push), one after another, each until
 * it is answered with 200.
 */
final class Camera {

  private static final String BOUNDARY = "---------------------------7e13971310878";
  private static final long AGAIN = 1_000_000;

  private record Sighting(String id, String plate, int confidence, boolean[] sent) {}

  private final Agenda agenda;
  private final Pushes pushes;
  private final String address;
  private final Consumer<String> acknowledged;
  private final Deque<Sighting> events = new ArrayDeque<>();
  private boolean busy;
  private long seen;

  boolean plugged = true;

  /**
   * @param acknowledged hears the event's id when the gate says that it has it
   */
  Camera(Agenda agenda, Pushes pushes, String address, Consumer<String> acknowledged) {
    this.agenda = agenda;
    this.pushes = pushes;
    this.address = address;
    this.acknowledged = acknowledged;
  }

  void sees(String plate, int confidence) {
    String id = "%s-%08d".formatted(address.replaceAll("[^A-Za-z0-9]", "-"), ++seen);
    events.add(new Sighting(id, plate, confidence, new boolean[1]));
    next();
  }

  private void next() {
    Sighting first = events.peek();
    if (busy || first == null) {
      return;
    }
    busy = true;
    if (!plugged) {
      agenda.after(AGAIN, () -> answered(first, 0));
      return;
    }
    byte[] body = body(first);
    first.sent()[0] = true;
    pushes.post(
        address,
        "multipart/form-data; boundary=" + BOUNDARY,
        body,
        status -> answered(first, plugged ? status : 0));
  }

  private void answered(Sighting event, int status) {
    if (status == 200) {
      acknowledged.accept(event.id());
      events.remove();
      busy = false;
      next();
    } else {
      agenda.after(
          AGAIN,
          () -> {
            busy = false;
            next();
          });
    }
  }

  @Override
  public String toString() {
    return address;
  }

  private static byte[] body(Sighting event) {
    String xml =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <EventNotificationAlert version="2.0" xmlns="http://www.isapi.org/ver20/XMLSchema">
        <ipAddress>192.0.2.64</ipAddress><portNo>80</portNo><protocol>HTTP</protocol>
        <channelID>1</channelID><dateTime>2026-11-23T12:00:00+07:00</dateTime>
        <activePostCount>1</activePostCount><eventType>ANPR</eventType>
        <eventState>active</eventState><eventDescription>ANPR</eventDescription>
        <ANPR><country>704</country><licensePlate>%s</licensePlate><line>1</line>
        <direction>forward</direction><confidenceLevel>%d</confidenceLevel>
        <plateType>unknown</plateType><vehicleType>truck</vehicleType></ANPR>
        <UUID>%s</UUID><picNum>0</picNum><isDataRetransmission>%s</isDataRetransmission>
        </EventNotificationAlert>
        """
            .formatted(event.plate(), event.confidence(), event.id(), event.sent()[0]);
    String part =
        "--"
            + BOUNDARY
            + "\r\nContent-Disposition: form-data; name=\"anpr.xml\"; filename=\"anpr.xml\"\r\n"
            + "Content-Type: text/xml\r\nContent-Length: "
            + xml.getBytes(StandardCharsets.UTF_8).length
            + "\r\n\r\n"
            + xml
            + "\r\n--"
            + BOUNDARY
            + "--\r\n";
    return part.getBytes(StandardCharsets.UTF_8);
  }
}
