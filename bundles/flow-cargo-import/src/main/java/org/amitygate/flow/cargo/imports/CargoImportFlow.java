package org.amitygate.flow.cargo.imports;

import java.util.List;
import org.amitygate.flow.Flow;
import org.apache.camel.RoutesBuilder;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/**
 * A cargo truck comes in: the other gate offers it, this side takes it over the line and lets it
 * onto the road.
 */
@Component(property = "gate.flow=cargo-import", configurationPolicy = ConfigurationPolicy.IGNORE)
public final class CargoImportFlow implements Flow {

  @Override
  public List<String> stages() {
    return List.of("offered", "committed", "in-strip", "received", "passed", "expired");
  }

  @Override
  public RoutesBuilder routes() {
    return new CargoImportRoutes();
  }
}
