package org.amitygate.journal;

import java.time.Instant;
import java.util.function.Function;

/** A real store in which a test changes what it is about. */
class ForwardingStore implements Store {

  private final Store real;

  ForwardingStore(Store real) {
    this.real = real;
  }

  @Override
  public String place() {
    return real.place();
  }

  @Override
  public Rows rows() {
    return real.rows();
  }

  @Override
  public void commit(Changes changes) {
    real.commit(changes);
  }

  @Override
  public void committed(Changes changes) {
    real.committed(changes);
  }

  @Override
  public boolean answersBesideCommit() {
    return real.answersBesideCommit();
  }

  @Override
  public boolean wasCommitted() {
    return real.wasCommitted();
  }

  @Override
  public <R> R read(Function<Rows, R> question) {
    return real.read(question);
  }

  @Override
  public void probe() {
    real.probe();
  }

  @Override
  public Instant lastAt() {
    return real.lastAt();
  }

  @Override
  public void close() {
    real.close();
  }
}
