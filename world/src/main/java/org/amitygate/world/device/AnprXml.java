package org.amitygate.world.device;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.amitygate.world.physics.Sighting;

/**
 * The XML a Hikvision camera sends: plate events and heartbeats, in the shapes of different
 * firmware. Immutable.
 *
 * @param firmware chooses namespace, version and layout; any number
 * @param zone the offset of the camera's clock
 */
record AnprXml(String cameraName, String address, int firmware, ZoneOffset zone) {
  private static final String[] NAMESPACES = {
    " version=\"2.0\" xmlns=\"http://www.hikvision.com/ver20/XMLSchema\"",
    " version=\"2.0\" xmlns=\"http://www.isapi.org/ver20/XMLSchema\"",
    " version=\"1.0\" xmlns=\"http://www.hikvision.com/ver10/XMLSchema\"",
    " version=\"2.0\""
  };
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS");
  private static final String[] COLOURS = {"white", "blue", "red", "green", "gray", "unknown"};

  /**
   * One plate event.
   *
   * @param again whether it was sent before
   */
  String plate(Sighting seen, boolean again) {
    String plate = escape(seen.plate());
    boolean read = seen.confidence() > 0;
    boolean chinese = read && seen.plate().charAt(0) > 127;
    int mix = seen.eventId().hashCode() & 0x7FFFFFFF;
    StringBuilder believe = new StringBuilder();
    for (int i = 0; read && i < seen.plate().length(); i++) {
      believe.append(i == 0 ? "" : ",").append(Math.min(99, seen.confidence() + i % 3));
    }
    OffsetDateTime time = at(seen.micros());
    return head()
        + common(time, "ANPR", "active", read ? "ANPR" : "ANPR alarm")
        + "<channelName>"
        + cameraName
        + "</channelName>\n<ANPR>\n<country>"
        + (chinese ? 156 : read ? 704 : 0)
        + "</country>\n<licensePlate>"
        + plate
        + "</licensePlate>\n<line>1</line>\n<direction>forward</direction>\n<confidenceLevel>"
        + seen.confidence()
        + "</confidenceLevel>\n<plateType>unknown</plateType>\n<plateColor>"
        + (chinese ? "yellow" : read ? "white" : "unknown")
        + "</plateColor>\n<licenseBright>0</licenseBright>\n<dangmark>no</dangmark>\n"
        + "<twoWheelVehicle>no</twoWheelVehicle>\n<plateCharBelieve>"
        + believe
        + "</plateCharBelieve>\n<vehicleType>truck</vehicleType>\n<detectDir>8</detectDir>\n<detectType>0</detectType>\n"
        + "<vehicleInfo>\n<index>"
        + mix % 1000
        + "</index>\n<colorDepth>2</colorDepth>\n<color>"
        + COLOURS[mix % COLOURS.length]
        + "</color>\n<speed>"
        + (8 + mix % 12)
        + "</speed>\n<length>0</length>\n<vehicleLogoRecog>"
        + (1000 + mix % 90)
        + "</vehicleLogoRecog>\n</vehicleInfo>\n"
        + pictures(time, mix)
        + "<originalLicensePlate>"
        + plate
        + "</originalLicensePlate>\n<vehicleListName>otherList</vehicleListName>\n</ANPR>\n<UUID>"
        + seen.eventId()
        + "</UUID>\n<picNum>2</picNum>\n<monitoringSiteID>1</monitoringSiteID>\n<isDataRetransmission>"
        + again
        + "</isDataRetransmission>\n</EventNotificationAlert>\n";
  }

  /** What is sent when there is nothing to say. */
  String heartbeat(long micros) {
    return head()
        + common(at(micros), "videoloss", "inactive", "videoloss alarm")
        + "<channelName>"
        + cameraName
        + "</channelName>\n</EventNotificationAlert>\n";
  }

  private String head() {
    String declaration = firmware % 2 == 0 ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" : "";
    return declaration
        + "<EventNotificationAlert"
        + NAMESPACES[Math.floorMod(firmware, NAMESPACES.length)]
        + ">\n";
  }

  private String common(OffsetDateTime time, String type, String state, String description) {
    return "<ipAddress>"
        + address
        + "</ipAddress>\n<portNo>80</portNo>\n<protocol>HTTP</protocol>\n<macAddress>44:19:b6:00:"
        + String.format("%02x:%02x", firmware >> 8 & 255, firmware & 255)
        + "</macAddress>\n<channelID>1</channelID>\n<dateTime>"
        + time.truncatedTo(firmware % 3 == 0 ? ChronoUnit.MILLIS : ChronoUnit.SECONDS)
            .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME)
        + "</dateTime>\n<activePostCount>1</activePostCount>\n<eventType>"
        + type
        + "</eventType>\n<eventState>"
        + state
        + "</eventState>\n<eventDescription>"
        + description
        + "</eventDescription>\n";
  }

  private static String pictures(OffsetDateTime time, int mix) {
    StringBuilder list = new StringBuilder("<pictureInfoList>\n");
    for (String name : new String[] {"licensePlatePicture", "detectionPicture"}) {
      list.append("<pictureInfo>\n<fileName>")
          .append(name)
          .append(".jpg</fileName>\n<type>")
          .append(name);
      list.append("</type>\n<dataType>0</dataType>\n<absTime>")
          .append(time.format(STAMP))
          .append("</absTime>\n");
      list.append("<pId>")
          .append(time.format(STAMP))
          .append(mix)
          .append("</pId>\n</pictureInfo>\n");
    }
    return list.append("</pictureInfoList>\n").toString();
  }

  private OffsetDateTime at(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).atOffset(zone);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
