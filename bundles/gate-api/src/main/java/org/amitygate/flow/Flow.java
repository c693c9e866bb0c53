package org.amitygate.flow;

import java.util.List;
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

  /** New routes at each call; they are added to the contexts that the gate owns. */
  RoutesBuilder routes();
}
