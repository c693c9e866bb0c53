package org.amitygate.links;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;

/** Says in a sentence why a connection failed. */
final class Causes {

  private Causes() {}

  static String connecting(Endpoint to, Throwable e) {
    String why;
    if (e instanceof UnknownHostException) {
      why = "the name is not known";
    } else if (e instanceof io.netty.channel.ConnectTimeoutException) {
      why = "no answer in time";
    } else if (e instanceof NoRouteToHostException) {
      why = "there is no way to this address";
    } else if (e instanceof ConnectException) {
      why = "connection refused";
    } else {
      why = of(e);
    }
    return "cannot connect to " + to + ": " + why;
  }

  static String of(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }
}
