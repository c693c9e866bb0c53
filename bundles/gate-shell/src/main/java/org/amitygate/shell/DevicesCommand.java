package org.amitygate.shell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.amitygate.core.device.DeviceView;
import org.amitygate.core.device.Devices;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:devices}. */
@Service
@Command(
    scope = "gate",
    name = "devices",
    description = "the devices: driver, status and its cause")
public final class DevicesCommand extends GateCommand {

  @Option(name = "--json", description = "one JSON document instead of a table")
  boolean json;

  @Override
  void run(Desk desk) throws Refusal {
    desk.actor();
    List<DeviceView> devices = desk.service(Devices.class).views();
    if (json) {
      desk.print(Documents.list(devices.stream().map(DevicesCommand::document).toList()));
      return;
    }
    Table table = new Table("DEVICE", "DRIVER", "VERSION", "STATUS", "SINCE", "READINGS", "CAUSE");
    for (DeviceView device : devices) {
      table.row(
          device.id(),
          device.driver(),
          device.driverVersion().orElse(""),
          device.status(),
          Documents.time(device.since()),
          device.readings(),
          device.cause());
    }
    desk.print(table.toString());
  }

  static ObjectNode document(DeviceView device) {
    ObjectNode document =
        Json.object()
            .put("id", device.id())
            .put("driver", device.driver())
            .put("driverVersion", device.driverVersion().orElse(""))
            .put("status", device.status().name())
            .put("cause", device.cause())
            .put("since", device.since().toString())
            .put("readings", device.readings())
            .put("slowCalls", device.slowCalls())
            .put("lostCalls", device.lostCalls());
    device.lastReadingAt().ifPresent(at -> document.put("lastReadingAt", at.toString()));
    return document;
  }
}
