package org.amitygate.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.amitygate.device.Driver;
import org.amitygate.device.Outcome;

/**
 * What a driver says of itself to {@link DriverContract}: what it is, and which promises it makes.
 * A promise that is not declared is not tested. Mutable until the test begins.
 */
public final class Declaration {

  /** Makes the device's side. */
  @FunctionalInterface
  public interface DeviceMaker {
    /**
     * @param gatePort loopback port that a pushing device sends to; 0 for others
     */
    TestDevice make(int gatePort) throws Exception;
  }

  /** A command that the device has. */
  record Supported(String name, Map<String, Object> arguments, Predicate<Outcome> expected) {}

  final Supplier<Driver> driver;
  final String linkKind;
  final DeviceMaker device;
  final Map<String, Object> settings = new LinkedHashMap<>();
  final List<Supported> commands = new ArrayList<>();
  String path = "";
  boolean readings;
  boolean suspends;
  Optional<Duration> liveness = Optional.empty();
  Duration patience = Duration.ofSeconds(10);

  private Declaration(Supplier<Driver> driver, String linkKind, DeviceMaker device) {
    this.driver = driver;
    this.linkKind = linkKind;
    this.device = device;
  }

  /**
   * @param linkKind {@code tcp}, {@code http-stream} or {@code http-push}
   */
  public static Declaration of(Supplier<Driver> driver, String linkKind, DeviceMaker device) {
    return new Declaration(driver, linkKind, device);
  }

  /** A setting of the device, as in the configuration. */
  public Declaration setting(String name, Object value) {
    settings.put(name, value);
    return this;
  }

  /** Path of the URL (http-stream) or that the gate listens on (http-push). */
  public Declaration path(String value) {
    path = value;
    return this;
  }

  /** The device can be provoked to readings. */
  public Declaration readings() {
    readings = true;
    return this;
  }

  /**
   * The driver has this command.
   *
   * @param expected whether an outcome on an undisturbed connection is right
   */
  public Declaration command(
      String name, Map<String, Object> arguments, Predicate<Outcome> expected) {
    commands.add(new Supported(name, arguments, expected));
    return this;
  }

  /**
   * Sessions leave a state, so that a successor goes on with the same connection and nothing is
   * lost.
   */
  public Declaration suspends() {
    suspends = true;
    return this;
  }

  /** After this much silence the driver gives its session up. */
  public Declaration liveness(Duration within) {
    liveness = Optional.of(within);
    return this;
  }

  /** How long a reading or an outcome may take on an undisturbed connection; 10 s if not said. */
  public Declaration patience(Duration value) {
    patience = value;
    return this;
  }

  boolean pushes() {
    return linkKind.equals("http-push");
  }
}
