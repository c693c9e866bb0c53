package org.amitygate.camel.flow;

import java.util.Map;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/** {@code crossing:stage/NAME}: where a stage's route begins. */
final class StageEndpoint extends DefaultEndpoint {

  private final String stage;
  private final Map<String, StageConsumer> consumers;

  StageEndpoint(
      String uri, Component component, String stage, Map<String, StageConsumer> consumers) {
    super(uri, component);
    this.stage = stage;
    this.consumers = consumers;
  }

  @Override
  public Producer createProducer() {
    throw new FlowRefused(
        "crossing:stage/"
            + stage
            + " cannot be sent to; a stage is entered with crossing:next/"
            + stage);
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    return new StageConsumer(this, processor);
  }

  @Override
  public boolean isSingleton() {
    return true;
  }

  /** Takes the stage's runs from the gate. */
  static final class StageConsumer extends DefaultConsumer {

    private final StageEndpoint endpoint;

    StageConsumer(StageEndpoint endpoint, Processor processor) {
      super(endpoint, processor);
      this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
      super.doStart();
      endpoint.consumers.put(endpoint.stage, this);
    }

    @Override
    protected void doStop() throws Exception {
      endpoint.consumers.remove(endpoint.stage, this);
      super.doStop();
    }
  }
}
