package org.amitygate.world;

import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.amitygate.world.device.AlertStream;
import org.amitygate.world.device.CameraSettings;
import org.amitygate.world.device.ModbusServer;
import org.amitygate.world.device.PushCamera;
import org.amitygate.world.device.ScaleServer;
import org.amitygate.world.physics.Devices;
import org.amitygate.world.physics.PlateCamera;
import org.amitygate.world.physics.Plug;
import org.amitygate.world.physics.Site;
import org.amitygate.world.physics.Zone;
import org.jspecify.annotations.Nullable;

/**
 * The devices of one lane at one gate; the barrier and the scale exist only once their zone does.
 */
public final class LaneDevices implements AutoCloseable {
  private final WorldConfig.Gate gate;
  private final String lane;
  private final WorldConfig.LanePorts ports;
  private final LongSupplier micros;
  private final Events events;
  private final Cable io = new Cable();
  private final Cable weighbridge = new Cable();
  private final List<Runnable> closers = new ArrayList<>();
  private final PlateCamera entry;
  private final PlateCamera exit;

  /**
   * Starts the cameras.
   *
   * @param micros the time, UTC microseconds
   * @throws IllegalArgumentException the gate has no such lane, or a camera's mode is unknown
   */
  public LaneDevices(String lane, WorldConfig.Gate gate, LongSupplier micros, Events events)
      throws IOException {
    this.gate = gate;
    this.lane = lane;
    this.ports = WorldConfig.ports(gate, lane);
    this.micros = micros;
    this.events = events;
    this.entry = camera("entry", ports.entryCamera());
    this.exit = camera("exit", ports.exitCamera());
  }

  /** What the zone is made with. */
  public Devices devices() {
    return new Devices(entry, exit, io, weighbridge);
  }

  /** Puts the barrier and the scale there. */
  public void connect(Site site, Zone zone) throws IOException {
    String name = gate.id() + " " + lane;
    ModbusServer modbus = new ModbusServer(name + ".io", ports.ioPort(), site, zone.controller());
    closers.add(modbus::close);
    io.to = modbus;
    if (ports.weighbridgePort() > 0) {
      String serial = Integer.toString(1_100_000_000 + name.hashCode() % 1_000_000);
      ScaleServer scale =
          new ScaleServer(name + ".weighbridge", ports.weighbridgePort(), serial, site, zone);
      closers.add(scale::close);
      weighbridge.to = scale;
    }
  }

  /** How many reads the gate has not got yet. */
  int waiting() {
    return entry.waiting() + exit.waiting();
  }

  @Override
  public void close() {
    closers.forEach(Runnable::run);
  }

  private PlateCamera camera(String position, @Nullable CameraSettings settings)
      throws IOException {
    if (settings == null) {
      return PlateCamera.NONE;
    }
    String id = lane + ".plate-camera." + position;
    ZoneOffset zone = ZoneOffset.of(gate.zoneOffset() == null ? "+07:00" : gate.zoneOffset());
    if (settings.mode().equals("pull")) {
      AlertStream stream = new AlertStream(gate.id(), id, settings, zone, micros, events);
      closers.add(stream::close);
      return stream;
    }
    if (settings.mode().equals("push")) {
      PushCamera push = new PushCamera(gate.id(), id, settings, zone, events);
      closers.add(push::close);
      return push;
    }
    throw new IllegalArgumentException(
        gate.id() + " " + id + ": mode is pull or push, not " + settings.mode());
  }

  /** Leads to a device that is put there later. Under the lock of the site once the world runs. */
  private static final class Cable implements Plug {
    private Plug to = Plug.NONE;

    @Override
    public void unplug() {
      to.unplug();
    }

    @Override
    public void plug() {
      to.plug();
    }
  }
}
