package org.amitygate.core.device;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;

/** Keeps what is appended. */
final class RecordJournal implements Journal {

  private record Appended(String stream, String type, ObjectNode body) {}

  private final List<Appended> all = new ArrayList<>();
  boolean writable = true;

  synchronized List<ObjectNode> bodies(String stream) {
    return all.stream().filter(one -> one.stream().equals(stream)).map(Appended::body).toList();
  }

  synchronized List<String> types(String stream) {
    return all.stream().filter(one -> one.stream().equals(stream)).map(Appended::type).toList();
  }

  @Override
  public synchronized <R> CompletableFuture<R> submit(Work<R> work) {
    if (!writable) {
      return CompletableFuture.failedFuture(
          new JournalUnavailable("the disk is full", new Exception()));
    }
    Transaction tx =
        (Transaction)
            Proxy.newProxyInstance(
                Transaction.class.getClassLoader(),
                new Class<?>[] {Transaction.class},
                (proxy, method, arguments) -> {
                  if (!method.getName().equals("append")) {
                    throw new UnsupportedOperationException(method.getName());
                  }
                  ObjectNode body = (ObjectNode) arguments[arguments.length == 3 ? 2 : 3];
                  all.add(new Appended((String) arguments[0], (String) arguments[1], body));
                  return null;
                });
    try {
      return CompletableFuture.completedFuture(work.run(tx));
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public <R> CompletableFuture<R> read(Function<View, R> question) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Status status() {
    return new Status(writable, "");
  }
}
