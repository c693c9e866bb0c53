package org.amitygate.shell;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.amitygate.auth.Actors;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.core.journal.Journal.WorkRejected;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every command needs: who asks, the gate's services, and the way to answer. A success is a
 * line {@code OK …}; a refusal is a line {@code REFUSED …} and a failed command (exit status 1 over
 * ssh). Text is UTF-8 whatever the terminal says of itself.
 */
final class Desk {

  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
  private static final Duration WITHIN = Duration.ofSeconds(120);

  private final BundleContext context;
  private final PrintStream console;

  Desk(BundleContext context, Session session) {
    this.context = context;
    this.console = session.getConsole();
  }

  /** What a command does. */
  @FunctionalInterface
  interface Work {
    /**
     * @throws Refusal said to the person
     */
    void run() throws Refusal, InterruptedException;
  }

  /** Does the work of a command; a refusal is printed and fails the command. */
  @Nullable Object serve(Work work) throws CommandException {
    try {
      work.run();
      console.flush();
      return null;
    } catch (Refusal e) {
      write("REFUSED " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      write("REFUSED the wait was interrupted; look at what is before doing it again");
    } catch (RuntimeException | LinkageError e) {
      LOG.error("a command failed", e);
      write("REFUSED the server has a fault (" + e + "); the log has more");
    }
    // Karaf prints the help of this exception, here the end of the line, and nothing else.
    throw new CommandException("", "refused");
  }

  /** Who asks. @throws Refusal nobody, or an account without any role of the gate */
  Actor actor() throws Refusal {
    Actor actor = Actors.current();
    actor.require(Role.values());
    return actor;
  }

  /** A service of the gate. @throws Refusal it is not there */
  <S> S service(Class<S> type) throws Refusal {
    return find(type)
        .orElseThrow(
            () ->
                new Refusal(
                    "this part of the gate is not up ("
                        + type.getSimpleName()
                        + "); gate:status and the log say more"));
  }

  /** A service of the gate, if it is there. */
  <S> Optional<S> find(Class<S> type) {
    ServiceReference<S> reference = context.getServiceReference(type);
    return reference == null
        ? Optional.empty()
        : Optional.ofNullable(context.getService(reference));
  }

  /** Waits for an answer. @throws Refusal it was refused, or there is none */
  <R> R await(CompletableFuture<R> answer) throws Refusal, InterruptedException {
    return await(answer, WITHIN);
  }

  /** As {@link #await(CompletableFuture)}, for what takes longer. */
  <R> R await(CompletableFuture<R> answer, Duration within) throws Refusal, InterruptedException {
    try {
      return answer.get(within.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new Refusal(
          "there is no answer after "
              + within.toSeconds()
              + " s; look at what is before doing it again");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof Refusal refusal) {
        throw refusal;
      }
      if (cause instanceof JournalUnavailable) {
        throw new Refusal(
            "the journal cannot be written (" + cause.getMessage() + "); nothing was done");
      }
      if (cause instanceof WorkRejected) {
        throw new Refusal(cause.getMessage() + "; nothing was done");
      }
      if (cause instanceof NoSuchElementException) {
        throw new Refusal(String.valueOf(cause.getMessage()));
      }
      throw new IllegalStateException(cause);
    }
  }

  /** Waits for a change and says that it is done. */
  void tell(CompletableFuture<String> change) throws Refusal, InterruptedException {
    print("OK " + await(change));
  }

  /** Prints a line, or several. */
  void print(String text) {
    write(text.endsWith("\n") ? text : text + "\n");
  }

  private void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    console.write(bytes, 0, bytes.length);
    console.flush();
  }
}
