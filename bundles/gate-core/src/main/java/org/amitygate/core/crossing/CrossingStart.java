package org.amitygate.core.crossing;

import java.util.function.Supplier;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.journal.Refusal;

/** What a crossing begins with: the flow of its lane, its version for new ones, its first stage. */
record CrossingStart(LaneConfig lane, String flow, String version, String stage) {

  /**
   * @param flows fails with IllegalStateException while there is none
   * @throws Refusal there is no such lane, or its flow is not installed
   */
  static CrossingStart of(GateConfig gate, Supplier<FlowRunner> flows, Role role, String laneId)
      throws Refusal {
    LaneConfig lane =
        gate.lane(laneId)
            .orElseThrow(
                () -> new Refusal("gate '" + gate.gate().id() + "' has no lane '" + laneId + "'"));
    FlowRunner runner = runner(flows, laneId);
    String flow = flow(lane, role);
    String version =
        runner
            .versionFor(flow, laneId)
            .orElseThrow(
                () ->
                    new Refusal(
                        "flow '" + flow + "' of lane " + laneId + " is not installed; install it"));
    String first =
        runner
            .stages(flow, version)
            .map(stages -> stages.get(0))
            .orElseThrow(() -> new Refusal("flow '" + flow + "' " + version + " is not running"));
    return new CrossingStart(lane, flow, version, first);
  }

  /** A tidal lane has a flow for each direction. */
  static String flow(LaneConfig lane, Role role) {
    Role configured = lane.direction() == LaneConfig.Direction.EXPORT ? Role.EXIT : Role.ENTRY;
    return role == configured ? lane.flow() : lane.tidalFlow().orElse(lane.flow());
  }

  private static FlowRunner runner(Supplier<FlowRunner> flows, String lane) throws Refusal {
    try {
      return flows.get();
    } catch (IllegalStateException e) {
      throw new Refusal("no crossing can begin on lane " + lane + ": " + e.getMessage());
    }
  }
}
