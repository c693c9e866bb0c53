package org.amitygate.camel;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The choice of flow versions for new crossings. A crossing under way keeps the version it began with. Not kept across a
 * restart: whoever decides also remembers, and chooses again. An OSGi service. Thread-safe.
 */
@ProviderType
public interface FlowVersions {

  /** New crossings of every lane take this version; choices for single lanes end. It need not be here yet. */
  void use(String flow, String version);

  /** New crossings of one lane take this version. */
  void use(String flow, String version, String lane);

  /** Forgets every choice for this flow: new crossings take the highest version that is here. */
  void useHighest(String flow);

  /** Versions that can run now, lowest first. */
  List<String> versions(String flow);

  /** Why a version that is installed cannot run, in one sentence; empty if it runs or is not here. */
  Optional<String> whyNot(String flow, String version);

  /** Stages of this version that are running at this moment. */
  int running(String flow, String version);
}
