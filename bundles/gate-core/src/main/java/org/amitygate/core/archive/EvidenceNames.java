package org.amitygate.core.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.journal.View;

/** Which evidence files records name, or would if the quota had allowed it. */
final class EvidenceNames {

  private EvidenceNames() {}

  /** Adds the files that a crossing's records name. */
  static void of(View view, UUID crossing, Set<String> names) {
    view.records(Crossings.stream(crossing)).forEach(entry -> names.addAll(of(entry.body())));
  }

  static List<String> of(JsonNode body) {
    List<String> names = new ArrayList<>();
    if (body.path("evidence").isTextual()) {
      names.add(body.path("evidence").asText());
    }
    body.path("pictures").forEach(picture -> names.add(picture.path("digest").asText()));
    return names;
  }
}
