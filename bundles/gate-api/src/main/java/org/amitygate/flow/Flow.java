package org.amitygate.flow;

import java.util.List;
import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A clearance flow. Registered as an OSGi service with the property {@code gate.flow} (the flow's
 * name); the version is the bundle's. Each stage is a route {@code from("crossing:stage/NAME")}
 * that ends in exactly one of {@code crossing:next/STAGE}, {@code crossing:hold}, {@code
 * crossing:await}, {@code crossing:done}, {@code crossing:refuse}.
 */
@ConsumerType
public interface Flow {

  /** Stages by name; a crossing begins with the first. */
  List<String> stages();

  /**
   * Stages at which a crossing may go over to another version of the flow, or come from one, each
   * with the number of the form that its facts have there. Two versions are compatible at a stage
   * that both name with the same number: raise it when a fact that the stage reads changes its
   * meaning. Nobody is moved at a stage that is not named.
   */
  default Map<String, Integer> compatible() {
    return Map.of();
  }

  /** New routes at each call; they are added to the contexts that the gate owns. */
  RoutesBuilder routes();
}
