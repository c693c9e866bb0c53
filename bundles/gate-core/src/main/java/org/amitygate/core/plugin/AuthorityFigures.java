package org.amitygate.core.plugin;

import java.time.Duration;

/**
 * How a version of an authority protocol does since it took over.
 *
 * @param calls to encode and to decode, those included that have not returned
 * @param failures calls that threw what no protocol may throw
 * @param lastFailure the last of those; empty if there was none
 * @param answers that it was given to decode
 * @param undecodable answers that it called undecodable
 * @param longest how long the oldest call lasts that has not returned
 */
record AuthorityFigures(
    long calls,
    long failures,
    String lastFailure,
    long answers,
    long undecodable,
    Duration longest) {

  static final AuthorityFigures NONE = new AuthorityFigures(0, 0, "", 0, 0, Duration.ZERO);

  double failureShare() {
    return calls == 0 ? 0 : (double) failures / calls;
  }

  double undecodableShare() {
    return answers == 0 ? 0 : (double) undecodable / answers;
  }
}
