package org.amitygate.shell;

import org.amitygate.core.journal.Refusal;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;

/**
 * What all commands have in common. Karaf makes one object for each time that a command is typed
 * and fills in its fields, these first.
 */
abstract class GateCommand implements Action {

  @Reference BundleContext context;
  @Reference Session session;

  @Override
  public final @Nullable Object execute() throws Exception {
    Desk desk = new Desk(context, session);
    return desk.serve(() -> run(desk));
  }

  /**
   * Does what was typed.
   *
   * @throws Refusal said to the person
   */
  abstract void run(Desk desk) throws Refusal, InterruptedException;
}
