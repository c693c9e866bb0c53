package org.amitygate.world.physics;

/** The devices of one lane at one gate, as the people and the weather can treat them. */
public record Devices(PlateCamera entryCamera, PlateCamera exitCamera, Plug io, Plug weighbridge) {
  /** Devices that are not there. */
  public static final Devices NONE =
      new Devices(PlateCamera.NONE, PlateCamera.NONE, Plug.NONE, Plug.NONE);
}
