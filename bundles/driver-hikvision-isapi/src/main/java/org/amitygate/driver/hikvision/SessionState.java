package org.amitygate.driver.hikvision;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.amitygate.device.State;

/**
 * What a session leaves for its successor on the same connection.
 *
 * @param boundary of the stream; empty when the camera pushes
 * @param onDisk content by id of the recent events whose readings are on disk, oldest first
 */
record SessionState(String boundary, Map<String, String> onDisk) {

  private static final int FORMAT = 1;

  /**
   * @throws IOException a state of another format
   */
  static SessionState of(State state) throws IOException {
    if (state.format() != FORMAT) {
      throw new IOException("expected a state of format " + FORMAT + ", got " + state.format());
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(state.bytes()));
    try {
      String boundary = in.readUTF();
      Map<String, String> onDisk = new LinkedHashMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        onDisk.put(in.readUTF(), in.readUTF());
      }
      return new SessionState(boundary, onDisk);
    } catch (IOException e) {
      throw new IOException("expected a whole state, got " + state.bytes().length + " bytes", e);
    }
  }

  State toState() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(boundary);
      out.writeInt(onDisk.size());
      for (Map.Entry<String, String> each : onDisk.entrySet()) {
        out.writeUTF(each.getKey());
        out.writeUTF(each.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array does not fail
    }
    return new State(FORMAT, bytes.toByteArray());
  }
}
