package org.amitygate.flow.cargo.exports;

import java.util.Map;
import org.amitygate.camel.flow.FlowBench;

/** The export flow with settings of its own. */
final class ExportBench {

  static final String HANDOVER =
      "accepted,refused,withdrawn,aborted,annulled,departed,received,mismatch,cleared";

  private ExportBench() {}

  static FlowBench start() {
    return new FlowBench(
        new CargoExportFlow(),
        Map.of(
            "weight.maxKg", "40000",
            "weight.tolerancePercent", "3",
            "weigh.attempts", "3",
            "offer.attempts", "3",
            "customs.within", "90m"));
  }
}
