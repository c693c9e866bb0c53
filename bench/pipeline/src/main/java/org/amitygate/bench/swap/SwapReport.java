package org.amitygate.bench.swap;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The figures as JSON and as text. */
final class SwapReport {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** What the figures should be at most. */
  private static final double LONGEST_GAP_MS = 50;

  private static final double P99_TIMES = 2;
  private static final double P99_MORE_MS = 10;

  private SwapReport() {}

  static ObjectNode of(
      SwapOptions options,
      SwapRun.Outcome own,
      BundleLog.Found bundles,
      Map<String, SwapRun.Outcome> peers) {
    Verdict verdict = own.verdict();
    ObjectNode report = JSON.createObjectNode();
    report.put("swaps", own.exchanges().size() - own.refused().size());
    report.put("sent", verdict.sent()).put("lost", verdict.lost());
    report.put("duplicated", verdict.duplicated()).put("reordered", verdict.reordered());
    report.put("wrongVersion", verdict.wrongVersion());
    report.put("connectionsDropped", verdict.connectionsDropped());
    report.put("longestGapMs", round(verdict.longestGapMs()));
    report.put("p99BeforeMs", round(verdict.p99BeforeMs()));
    report.put("p99DuringMs", round(verdict.p99DuringMs()));
    report.put("bundlesRestartedBeyondPlan", bundles.restarts() + own.stored().restartedOthers());
    ObjectNode others = report.putObject("peers");
    peers.forEach(
        (name, outcome) -> {
          Verdict judged = outcome.verdict();
          others
              .putObject(name)
              .put("swaps", outcome.exchanges().size() - outcome.refused().size())
              .put("sent", judged.sent())
              .put("lost", judged.lost())
              .put("connectionsDropped", judged.connectionsDropped());
        });
    ObjectNode more = report.putObject("more");
    more.put("seed", options.seed()).put("lanes", options.lanes()).put("rate", options.rate());
    more.put("processors", Runtime.getRuntime().availableProcessors());
    more.put("vehicles", verdict.vehicles()).put("invented", verdict.invented());
    more.put("refused", own.refused().size());
    more.put("pluginBundlesLeft", bundles.pluginsLeft());
    more.put("longestGapBeforeMs", round(verdict.longestGapBeforeMs()));
    more.put("slowPerThousandBefore", round(verdict.slowBefore()));
    more.put("slowPerThousandSince", round(verdict.slowSince()));
    more.put("p50BeforeMs", round(verdict.p50BeforeMs()));
    more.put("p50DuringMs", round(verdict.p50DuringMs()));
    more.put("measuredBefore", verdict.measuredBefore());
    more.put("measuredDuring", verdict.measuredDuring());
    more.put("swapP50Ms", round(Judge.percentile(own.took(), 50)));
    more.put("swapP99Ms", round(Judge.percentile(own.took(), 99)));
    more.put("swapSeconds", round(own.seconds()));
    more.put("loadLateMs", round(own.latest()));
    more.put("loadAverage", round(own.loadAverage()));
    return report;
  }

  static void write(ObjectNode report, Path file) throws IOException {
    JSON.writeValue(file.toFile(), report);
  }

  static String text(
      SwapOptions options,
      SwapRun.Outcome own,
      BundleLog.Found bundles,
      Map<String, SwapRun.Outcome> peers) {
    Verdict verdict = own.verdict();
    StringBuilder text = new StringBuilder();
    line(text, "exchanges", own.exchanges().size() + ", " + own.refused().size() + " refused", "");
    line(text, "one exchange", ms(Judge.percentile(own.took(), 50)) + " (median)", "");
    line(
        text,
        "readings sent",
        "%d, %d of them vehicles, at most %s late"
            .formatted(verdict.sent(), verdict.vehicles(), ms(own.latest())),
        "");
    zero(text, "lost", verdict.lost());
    zero(text, "duplicated", verdict.duplicated());
    zero(text, "reordered", verdict.reordered());
    zero(text, "wrong version", verdict.wrongVersion());
    zero(text, "stored, never sent", verdict.invented());
    zero(text, "connections dropped", verdict.connectionsDropped());
    zero(text, "bundles restarted", bundles.restarts() + own.stored().restartedOthers());
    bundles.restarted().forEach((bundle, times) -> line(text, "", bundle + ": " + times, ""));
    line(
        text,
        "longest gap",
        ms(verdict.longestGapMs()) + ", before " + ms(verdict.longestGapBeforeMs()),
        verdict.longestGapMs() <= LONGEST_GAP_MS ? "" : "more than " + ms(LONGEST_GAP_MS));
    double most = Math.max(P99_TIMES * verdict.p99BeforeMs(), verdict.p99BeforeMs() + P99_MORE_MS);
    line(
        text,
        "p99",
        "%s, before %s (p50 %s, before %s)"
            .formatted(
                ms(verdict.p99DuringMs()),
                ms(verdict.p99BeforeMs()),
                ms(verdict.p50DuringMs()),
                ms(verdict.p50BeforeMs())),
        verdict.p99DuringMs() <= most ? "" : "more than " + ms(most));
    line(text, "load of the machine", round(own.loadAverage()) + " (average)", "");
    peers.forEach(
        (name, outcome) ->
            line(
                text,
                name,
                "%d exchanges, %d sent, %d lost, %d connections dropped"
                    .formatted(
                        outcome.exchanges().size() - outcome.refused().size(),
                        outcome.verdict().sent(),
                        outcome.verdict().lost(),
                        outcome.verdict().connectionsDropped()),
                ""));
    return text.toString();
  }

  private static void zero(StringBuilder text, String what, long count) {
    line(text, what, Long.toString(count), count == 0 ? "" : "should be 0");
  }

  private static void line(StringBuilder text, String what, String figure, String wrong) {
    text.append("%-22s %s%s%n".formatted(what, figure, wrong.isEmpty() ? "" : "   ! " + wrong));
  }

  private static String ms(double millis) {
    return round(millis) + " ms";
  }

  private static double round(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
