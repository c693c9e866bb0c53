package org.amitygate.driver.modbusio;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.amitygate.device.State;
import org.jspecify.annotations.Nullable;

/**
 * What a session leaves for its successor on the same connection.
 *
 * @param transaction the last transaction that was used
 * @param owed the transaction whose answer may still come, {@link #NOTHING} if none; for a
 *     successor that discards no other one, as earlier versions of this driver
 * @param last the last snapshot, null if there was none
 */
record SessionState(int transaction, int owed, @Nullable Snapshot last) {

  static final int NOTHING = -1;

  private static final int FORMAT = 1;

  /**
   * @throws IOException a state of another format
   */
  static SessionState of(Optional<State> state) throws IOException {
    if (state.isEmpty()) {
      return new SessionState(0, NOTHING, null);
    }
    if (state.get().format() != FORMAT) {
      throw new IOException(
          "expected a state of format " + FORMAT + ", got " + state.get().format());
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(state.get().bytes()));
    try {
      return new SessionState(
          in.readInt(), in.readInt(), in.readBoolean() ? Snapshot.read(in) : null);
    } catch (IOException e) {
      throw new IOException(
          "expected a whole state, got " + state.get().bytes().length + " bytes", e);
    }
  }

  State toState() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(transaction);
      out.writeInt(owed);
      out.writeBoolean(last != null);
      if (last != null) {
        last.write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array does not fail
    }
    return new State(FORMAT, bytes.toByteArray());
  }
}
