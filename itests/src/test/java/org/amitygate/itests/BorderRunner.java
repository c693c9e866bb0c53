package org.amitygate.itests;

import java.io.IOException;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunNotifier;
import org.junit.runners.model.InitializationError;
import org.ops4j.pax.exam.junit.PaxExam;

/**
 * Runs a test inside the export gate of a pair, as Pax Exam does, while the import gate and the
 * simulated world run beside it. They end with the test, whatever becomes of it.
 */
public final class BorderRunner extends PaxExam {

  /** Pax Exam asks the test for its configuration here: the site is made by that. */
  public BorderRunner(Class<?> test) throws InitializationError {
    super(test);
  }

  @Override
  public void run(RunNotifier notifier) {
    try (BorderSite.Neighbours neighbours = BorderSite.get().neighbours()) {
      neighbours.start();
      super.run(notifier);
    } catch (IOException e) {
      notifier.fireTestFailure(new Failure(getDescription(), e));
    }
  }
}
