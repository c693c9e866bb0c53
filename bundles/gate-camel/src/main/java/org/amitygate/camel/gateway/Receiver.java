package org.amitygate.camel.gateway;

import java.util.concurrent.CompletionStage;

/** Takes what comes in over an endpoint. Called on a network thread; never blocks. */
@FunctionalInterface
interface Receiver {

  /**
   * The reply is sent when the stage completes: after the commit, when there is something to
   * commit.
   */
  CompletionStage<Reply> receive(Incoming incoming);
}
