package org.amitygate.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.time.Ids;
import org.amitygate.journal.Changes.CrossingPut;
import org.amitygate.journal.Changes.Erasure;
import org.amitygate.journal.Changes.ItemKey;
import org.amitygate.journal.Changes.Queued;
import org.amitygate.journal.RecordRow.Head;

/**
 * One work in progress: reads through its own write buffer, which is thrown away if the work fails.
 */
final class WorkTransaction extends RowsView implements Transaction {

  private final Changes own;
  private final long at;
  private final Ids ids;
  private final RandomGenerator salts;
  private final List<Runnable> tasks = new ArrayList<>();
  private final List<Runnable> besides = new ArrayList<>();

  private WorkTransaction(Rows before, Changes own, long at, Ids ids, RandomGenerator salts) {
    super(new Overlay(before, own));
    this.own = own;
    this.at = at;
    this.ids = ids;
    this.salts = salts;
  }

  /** {@code at}: the µs that every record of it carries. */
  static WorkTransaction on(Rows before, long at, Ids ids, RandomGenerator salts) {
    return new WorkTransaction(before, new Changes(), at, ids, salts);
  }

  Changes changes() {
    return own;
  }

  /** To be run after the commit. */
  List<Runnable> tasks() {
    return tasks;
  }

  /** To be run beside the commit. */
  List<Runnable> besides() {
    return besides;
  }

  @Override
  public Instant now() {
    return Micros.instant(at);
  }

  @Override
  public void append(
      String stream, String type, int v, ObjectNode body, Optional<ObjectNode> personal) {
    if (stream.isEmpty() || type.isEmpty() || v < 1) {
      throw new IllegalArgumentException("record without stream, type or version: " + type);
    }
    Key.check("the stream of a " + type, stream);
    Head before = rows().head(stream);
    byte[] json = Json.recordBody(type, v, body);
    Optional<byte[]> blob = personal.map(values -> salted(type, values));
    Optional<byte[]> blobDigest = blob.map(Chain::sha256);
    long seq = before.seq() + 1;
    var id = ids.next();
    byte[] hash =
        Chain.hash(stream, seq, id, at, type, v, Chain.sha256(json), blobDigest, before.hash());
    RecordRow row =
        new RecordRow(stream, seq, id, at, type, v, json, blob, blobDigest, before.hash(), hash);
    own.records.add(row);
    own.heads.put(stream, row.head());
  }

  private byte[] salted(String type, ObjectNode values) {
    Json.checkExact(type, values);
    byte[] json = Json.bytes(values);
    byte[] salt = new byte[RecordRow.SALT_BYTES];
    salts.nextBytes(salt);
    byte[] blob = new byte[salt.length + json.length];
    System.arraycopy(salt, 0, blob, 0, salt.length);
    System.arraycopy(json, 0, blob, salt.length, json.length);
    return blob;
  }

  @Override
  public void put(CrossingRow row) {
    Key.check("the name of a crossing", row.name());
    Key.check("the plate of " + row.name(), row.plate());
    Key.check("the declaration of " + row.name(), row.declaration());
    int stored = rows().crossingVersion(row.id());
    if (row.version() != stored + 1) {
      throw new IllegalStateException(
          "crossing %s is at version %d: version %d was made from an older one"
              .formatted(row.name(), stored, row.version()));
    }
    own.crossings.put(row.id(), CrossingPut.of(row));
  }

  @Override
  public void put(String kind, String id, ObjectNode body) {
    put(kind, id, Body.of(body));
  }

  @Override
  public void put(String kind, String id, Body body) {
    checkInUse();
    Key.check("the id of an item " + kind, id);
    own.items.put(new ItemKey(kind, id), Optional.of(body));
  }

  @Override
  public void remove(String kind, String id) {
    checkInUse();
    if (Key.fits(id)) {
      own.items.put(new ItemKey(kind, id), Optional.empty());
    }
  }

  @Override
  public void enqueue(Outgoing outgoing) {
    Key.check("the id of an outgoing entry", outgoing.id());
    if (rows().enqueued(outgoing.id())) {
      throw new IllegalStateException("outgoing " + outgoing.id() + " was queued before");
    }
    own.queued.put(outgoing.id(), new Queued(outgoing, Json.bytes(outgoing.body())));
  }

  @Override
  public void delivered(String outgoingId) {
    checkInUse();
    if (Key.fits(outgoingId)) {
      own.delivered.add(outgoingId);
    }
  }

  @Override
  public void besideCommit(Runnable task) {
    checkInUse();
    besides.add(task);
  }

  @Override
  public void afterCommit(Runnable task) {
    checkInUse();
    tasks.add(task);
  }

  /**
   * Forgets the personal values of a stream's records from one seq to another, or to the last there
   * is; hashes stay. Returns the last.
   */
  long forget(String stream, long fromSeq, long throughSeq) {
    long last = Math.min(throughSeq, rows().head(stream).seq());
    own.erasures.add(new Erasure(stream, fromSeq, last));
    return last;
  }

  /**
   * Stores a seal; fails if another one was made since it was computed, or if its day is not a new
   * one.
   */
  void seal(Seal seal) {
    Optional<Seal> last = rows().lastSeal();
    if (!Arrays.equals(last.map(Seal::digest).orElseGet(Chain::zeros), seal.previous())) {
      throw new IllegalStateException("another seal was made meanwhile");
    }
    if (last.isPresent() && !seal.day().isAfter(last.get().day())) {
      throw new IllegalStateException("the journal is sealed up to " + last.get().day());
    }
    own.seals.add(seal);
  }

  private void checkInUse() {
    rows();
  }
}
