package org.amitygate.core.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.amitygate.core.archive.LegalHolds;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Hold;
import org.amitygate.core.journal.CrossingQuery.Place;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;

/** Crossings as people see them. */
final class CrossingListing {

  private CrossingListing() {}

  static ObjectNode timeline(View view, CrossingRow row) {
    ObjectNode answer = Json.object();
    answer.set("crossing", row.body().tree());
    answer.put("state", row.state());
    LegalHolds.reason(view, row.id()).ifPresent(why -> answer.put("legalHold", why));
    var timeline = answer.putArray("timeline");
    for (Entry entry : view.records("crossing:" + row.id())) {
      ObjectNode line =
          timeline.addObject().put("at", entry.at().toString()).put("seq", entry.seq());
      line.setAll(entry.body());
      entry.personal().ifPresent(personal -> line.set("personal", personal));
    }
    return answer;
  }

  static ObjectNode line(CrossingRow row) {
    Crossing crossing = Crossings.of(row);
    ObjectNode line =
        Json.object()
            .put("id", row.id().toString())
            .put("name", row.name())
            .put("lane", row.lane());
    line.put("plate", crossing.fact("plate")).put("state", row.state()).put("stage", row.stage());
    line.put("reason", row.reason()).put("handover", crossing.handover().state().name());
    line.put("epoch", crossing.handover().epoch()).put("openedAt", row.openedAt().toString());
    line.put(
        "waitingFor", crossing.waiting().map(w -> String.join(" or ", w.answers())).orElse(""));
    line.put("container", crossing.fact("container")).put("declaration", row.declaration());
    line.put("cursor", Place.of(row).toString());
    return line.put("text", crossing.hold().map(Hold::text).orElse(""));
  }
}
