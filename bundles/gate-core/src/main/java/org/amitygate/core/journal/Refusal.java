package org.amitygate.core.journal;

/**
 * A request that cannot be granted, said in one sentence that names the thing, the place and the
 * mend.
 */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  public Refusal(String sentence) {
    super(sentence);
  }
}
