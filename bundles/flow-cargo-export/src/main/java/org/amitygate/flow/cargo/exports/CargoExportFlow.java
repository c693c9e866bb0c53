package org.amitygate.flow.cargo.exports;

import java.util.List;
import org.amitygate.flow.Flow;
import org.apache.camel.RoutesBuilder;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/**
 * A cargo truck leaves: who it is, what it weighs, what customs says, and its handover to the other
 * gate.
 */
@Component(property = "gate.flow=cargo-export", configurationPolicy = ConfigurationPolicy.IGNORE)
public final class CargoExportFlow implements Flow {

  @Override
  public List<String> stages() {
    return List.of(
        "arrive",
        "identify",
        "declared",
        "position",
        "weigh",
        "customs",
        "decide",
        "exit-identity",
        "check-exit",
        "offer",
        "offer-again",
        "offered",
        "committed",
        "received",
        "cleared");
  }

  @Override
  public RoutesBuilder routes() {
    return new CargoExportRoutes();
  }
}
