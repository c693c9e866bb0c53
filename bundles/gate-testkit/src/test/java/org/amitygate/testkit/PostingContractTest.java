package org.amitygate.testkit;

/** The contract can be held over HTTP push as well. */
class PostingContractTest extends DriverContract {

  @Override
  protected Declaration declare() {
    return Declaration.of(
            PostingDriver::new, "http-push", port -> new PostingDevice(port, "/T1/device"))
        .path("/T1/device")
        .readings()
        .suspends();
  }
}
