package org.amitygate.partner;

/**
 * Why a message gets no receipt. The status follows HTTP: 4xx the message is at fault and repeating
 * the same bytes will not help, 5xx this side is and the message should be repeated. The sentence
 * may be shown to the partner: it quotes nothing but the message.
 */
public final class PartnerProblem extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  /**
   * @param status 400 unreadable, 401 signature or key, 403 not for this gate, 409 the same id with
   *     other bytes, 413 too large, 429 too many at once, 503 not on disk, 504 no receipt in time
   */
  public PartnerProblem(int status, String sentence) {
    super(sentence);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
