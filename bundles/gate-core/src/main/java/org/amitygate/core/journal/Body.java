package org.amitygate.core.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.amitygate.core.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The state of something, as a value and as the JSON it is stored as. Each is made from the other
 * when it is first asked for: a value that is read again while it is at hand is not parsed, and one
 * that is replaced in the same commit is not written. Immutable, and so must be the value from then
 * on. Thread-safe.
 */
public final class Body {

  private volatile byte @Nullable [] json;
  private volatile @Nullable Object value;

  private Body(byte @Nullable [] json, @Nullable Object value) {
    this.json = json;
    this.value = value;
  }

  /**
   * @param value a bean, a record or a map, which nobody changes from now on
   */
  public static Body of(Object value) {
    return new Body(null, value);
  }

  /** Of a tree as it is now. */
  public static Body of(ObjectNode tree) {
    return new Body(Json.bytes(tree), null);
  }

  /**
   * @param json a JSON object in UTF-8, which nobody changes from now on
   */
  public static Body stored(byte[] json) {
    return new Body(json, null);
  }

  /** In UTF-8, without white space; not to be changed. */
  public byte[] json() {
    byte[] bytes = json;
    if (bytes == null) {
      bytes = Json.bytes(value);
      json = bytes;
    }
    return bytes;
  }

  /** A tree of the caller's own. */
  public ObjectNode tree() {
    return Json.tree(json());
  }

  /**
   * The value, the same object for everybody: not to be changed.
   *
   * @throws IllegalStateException the JSON is no such thing: stored data that this version cannot
   *     read
   */
  public <T> T as(Class<T> type) {
    Object known = value;
    if (type.isInstance(known)) {
      return type.cast(known);
    }
    T read = Json.read(json(), type);
    value = read;
    return read;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Body body && Arrays.equals(json(), body.json());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(json());
  }

  @Override
  public String toString() {
    return tree().toString();
  }
}
