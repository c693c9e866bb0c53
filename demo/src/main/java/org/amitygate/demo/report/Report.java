package org.amitygate.demo.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.amitygate.demo.report.Decisions.Percentiles;
import org.amitygate.demo.report.Findings.Key;

/**
 * What happened in a run, judged by what the world saw.
 *
 * @param held how many by reason
 * @param planned how many by kind
 * @param counts the keys that must be 0, and {@code heldUnwatched}, which must be small
 * @param maxOpenings the most commanded openings of one crossing in one epoch
 * @param linkFaults how often what was done to the link between the gates
 * @param minutes from the beginning of the world to the end of its last truck
 * @param findings one sentence for everything that {@code counts} counts
 */
public record Report(
    int trucks,
    int done,
    Map<String, Integer> held,
    int refused,
    Map<String, Integer> planned,
    Map<String, Integer> counts,
    int maxOpenings,
    Percentiles decisionMs,
    Lag.Percentiles lagMs,
    Map<String, Integer> linkFaults,
    double minutes,
    List<String> findings,
    RunFacts run) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Computes everything; changes nothing. */
  public static Report of(Evidence evidence, RunFacts run) {
    Findings findings = new Findings();
    Matching matching = new Matching(evidence);
    List<Outage> outages = run.crashPoints().map(CrashPoints::outages).orElse(List.of());
    Ends ends = new Ends(evidence, matching, findings, outages);
    Agreement.check(evidence, findings);
    Acknowledged.check(evidence, findings);
    Doubles.check(evidence, matching, findings);
    Openings openings = new Openings(evidence, matching, findings);
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Key key : Key.values()) {
      counts.put(key.label(), findings.count(key));
    }
    return new Report(
        evidence.world().plan().size(),
        ends.done(),
        ends.held(),
        ends.refused(),
        ends.planned(),
        counts,
        openings.most(),
        Decisions.of(evidence.exports()),
        Lag.of(evidence),
        LinkFaults.of(evidence.world()),
        evidence.world().minutes(),
        findings.sentences(),
        run);
  }

  public int heldAltogether() {
    return held.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How often nothing could pass between the gates. */
  public int cuts() {
    return LinkFaults.cuts(linkFaults);
  }

  private Map<String, Object> proxy(RunFacts.Ordeal ordeal) {
    Map<String, Object> proxy = new LinkedHashMap<>();
    proxy.put("minutes", minutes);
    proxy.put("trucks", trucks);
    proxy.put("disagreements", counts.get(Key.DISAGREEMENTS.label()));
    proxy.put("cuts", cuts());
    proxy.put("kills", run.kills());
    proxy.put("renewals", ordeal.renewals());
    return proxy;
  }

  /** As written to the file. */
  public String json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seed", run.seed());
    json.put("lanes", run.lanes());
    json.put("trucks", trucks);
    json.put("done", done);
    json.put("held", held);
    json.put("refused", refused);
    json.put("planned", planned);
    json.putAll(counts);
    json.put("maxOpenings", maxOpenings);
    json.put("decisionMs", decisionMs);
    json.put("lagMs", lagMs);
    json.put("cuts", cuts());
    json.put("linkFaults", linkFaults);
    run.reconciled().ifPresent(reconciled -> json.put("reconcile", reconciled));
    run.ordeal().ifPresent(ordeal -> json.put("proxy", proxy(ordeal)));
    json.put("wallSeconds", run.wallSeconds());
    json.put("kills", run.kills());
    json.put("killsAtStage", run.killsAtStage());
    run.crashPoints().ifPresent(points -> json.put("crashPoints", points));
    json.put("gates", run.gates());
    json.put("good", Verdict.of(this).good());
    json.put("complaints", Verdict.of(this).complaints());
    json.put("findings", findings);
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
