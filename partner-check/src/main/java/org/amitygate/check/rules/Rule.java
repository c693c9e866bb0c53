package org.amitygate.check.rules;

import java.io.IOException;
import org.amitygate.check.site.Vehicles;

/**
 * One thing that the documents demand, and how the kit finds out.
 *
 * @param id such as {@code R5}; for ever
 * @param clause where it is demanded
 * @param name what is demanded, in one sentence
 */
public record Rule(String id, String clause, String name, Body body) {

  /** What is done. */
  @FunctionalInterface
  public interface Body {
    /**
     * Passes by returning.
     *
     * @throws Broken the rule is broken
     * @throws Vehicles.Unable it could not be found out here
     * @throws IOException there was no answer: the rule is broken too
     */
    void run(Check check) throws Broken, Vehicles.Unable, IOException, InterruptedException;
  }

  /** A rule is broken; the message says how. */
  public static final class Broken extends Exception {
    private static final long serialVersionUID = 1;

    public Broken(String message) {
      super(message);
    }
  }
}
