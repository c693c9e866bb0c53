package org.amitygate.camel.flow;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.amitygate.core.crossing.FlowRunner.DeviceAnswer;
import org.amitygate.flow.StageExchange;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code device:ROLE?ask=weigh&within=15s}: asks a device of the crossing's lane a safe question.
 * Sets {@link StageExchange#ANSWER} or {@link StageExchange#NO_ANSWER}, never both.
 */
final class DeviceComponent extends DefaultComponent {

  private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)?");

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
    Parameters options = new Parameters("device:" + remaining, parameters);
    if (!ROLE.matcher(remaining).matches()) {
      throw options.refused(
          "names no role of a lane; write it like device:weighbridge or device:plate-camera.exit");
    }
    String ask = options.text("ask");
    Duration within = options.duration("within");
    options.nothingElse();
    return new StepEndpoint(
        uri,
        this,
        (run, exchange) ->
            run.questions()
                .device(run.nextQuestion(), remaining, ask, within)
                .thenAccept(answer -> keep(answer, exchange)));
  }

  private static void keep(DeviceAnswer answer, Exchange exchange) {
    Message message = exchange.getMessage();
    message.removeHeader(StageExchange.ANSWER);
    message.removeHeader(StageExchange.NO_ANSWER);
    answer
        .reading()
        .ifPresentOrElse(
            reading -> message.setHeader(StageExchange.ANSWER, reading),
            () -> message.setHeader(StageExchange.NO_ANSWER, answer.noAnswer()));
  }
}
