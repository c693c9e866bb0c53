package org.amitygate.flow.cargo.imports;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.amitygate.flow.Flow;
import org.apache.camel.RoutesBuilder;
import org.osgi.service.component.annotations.Component;

/**
 * A cargo truck comes in: the other gate offers it, this side takes it over the line and lets it
 * onto the road.
 */
@Component(property = "gate.flow=cargo-import")
public final class CargoImportFlow implements Flow {

  @Override
  public List<String> stages() {
    return List.of("offered", "committed", "in-strip", "received", "passed", "expired");
  }

  /** The facts that a stage finds have kept their form since the first version. */
  @Override
  public Map<String, Integer> compatible() {
    return stages().stream().collect(Collectors.toMap(stage -> stage, stage -> 1));
  }

  @Override
  public RoutesBuilder routes() {
    return new CargoImportRoutes();
  }
}
