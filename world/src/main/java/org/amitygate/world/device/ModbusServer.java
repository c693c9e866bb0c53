package org.amitygate.world.device;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.amitygate.world.physics.Controller;
import org.amitygate.world.physics.Plug;
import org.amitygate.world.physics.Site;
import org.jspecify.annotations.Nullable;

/**
 * The barrier controller's Modbus TCP port, unit 1; the register map is in docs/site.md.
 * Thread-safe.
 */
public final class ModbusServer implements Plug, AutoCloseable {
  private static final int ILLEGAL_FUNCTION = 1;
  private static final int ILLEGAL_ADDRESS = 2;
  private static final int ILLEGAL_VALUE = 3;
  private static final int DEVICE_FAILURE = 4;
  private static final int NO_SUCH_UNIT = 0x0B;
  private static final int INPUT_REGISTERS = 11;
  private static final int COILS = 2;
  private static final int LONGEST_PDU = 253;

  private final TcpListener listener;
  private final Site site;
  private final Controller controller;
  private final AtomicInteger connections = new AtomicInteger();

  public ModbusServer(String name, int port, Site site, Controller controller) throws IOException {
    this.site = site;
    this.controller = controller;
    this.listener = new TcpListener(name, port, this::talk);
  }

  /** The port it listens on. */
  public int port() {
    return listener.port();
  }

  @Override
  public void unplug() {
    listener.unplug();
  }

  @Override
  public void plug() {
    listener.plug();
  }

  @Override
  public void close() {
    listener.close();
  }

  private void talk(Socket socket) throws IOException {
    connections.incrementAndGet();
    try {
      answer(socket);
    } finally {
      if (connections.decrementAndGet() == 0) {
        site.run(controller::connectionLost);
      }
    }
  }

  private void answer(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    while (true) {
      int transaction = in.readUnsignedShort();
      int protocol = in.readUnsignedShort();
      int length = in.readUnsignedShort();
      if (protocol != 0 || length < 2 || length > LONGEST_PDU + 1) {
        return;
      }
      int unit = in.readUnsignedByte();
      byte[] request = new byte[length - 1];
      in.readFully(request);
      byte[] reply = unit == 1 ? answer(request) : exception(request[0], NO_SUCH_UNIT);
      if (reply == null) {
        return;
      }
      ByteBuffer frame = ByteBuffer.allocate(7 + reply.length);
      frame.putShort((short) transaction).putShort((short) 0).putShort((short) (reply.length + 1));
      frame.put((byte) unit).put(reply);
      out.write(frame.array());
      out.flush();
    }
  }

  /** The answer to one request; null when it gets lost together with the connection. */
  private byte @Nullable [] answer(byte[] request) {
    ByteBuffer body = ByteBuffer.wrap(request);
    byte function = body.get();
    return switch (function) {
      case 1 -> readCoils(body);
      case 4 -> readInputs(body);
      case 5 -> writeCoil(request, body);
      case 16 -> writeRegisters(body);
      default -> exception(function, ILLEGAL_FUNCTION);
    };
  }

  private byte[] readCoils(ByteBuffer body) {
    if (body.remaining() != 4) {
      return exception((byte) 1, ILLEGAL_VALUE);
    }
    int from = Short.toUnsignedInt(body.getShort());
    int count = Short.toUnsignedInt(body.getShort());
    if (count < 1 || count > 2000) {
      return exception((byte) 1, ILLEGAL_VALUE);
    }
    if (from + count > COILS) {
      return exception((byte) 1, ILLEGAL_ADDRESS);
    }
    Controller.Registers all = site.see(controller::registers);
    int lamps = (all.red() ? 1 : 0) | (all.green() ? 2 : 0);
    return new byte[] {1, 1, (byte) ((lamps >> from) & ((1 << count) - 1))};
  }

  private byte[] readInputs(ByteBuffer body) {
    if (body.remaining() != 4) {
      return exception((byte) 4, ILLEGAL_VALUE);
    }
    int from = Short.toUnsignedInt(body.getShort());
    int count = Short.toUnsignedInt(body.getShort());
    if (count < 1 || count > 125) {
      return exception((byte) 4, ILLEGAL_VALUE);
    }
    if (from + count > INPUT_REGISTERS) {
      return exception((byte) 4, ILLEGAL_ADDRESS);
    }
    Controller.Registers all = site.see(controller::registers);
    ByteBuffer words = ByteBuffer.allocate(2 * INPUT_REGISTERS);
    words.putInt((int) all.accepted()).putInt((int) all.cancelled());
    words.putInt((int) all.leftClosed()).putInt((int) all.passages());
    words
        .putShort((short) all.position())
        .putShort((short) all.loops())
        .putShort((short) all.boots());
    byte[] reply = new byte[2 + 2 * count];
    reply[0] = 4;
    reply[1] = (byte) (2 * count);
    System.arraycopy(words.array(), 2 * from, reply, 2, 2 * count);
    return reply;
  }

  private byte[] writeCoil(byte[] request, ByteBuffer body) {
    if (body.remaining() != 4) {
      return exception((byte) 5, ILLEGAL_VALUE);
    }
    int coil = Short.toUnsignedInt(body.getShort());
    int value = Short.toUnsignedInt(body.getShort());
    if (value != 0 && value != 0xFF00) {
      return exception((byte) 5, ILLEGAL_VALUE);
    }
    if (coil >= COILS) {
      return exception((byte) 5, ILLEGAL_ADDRESS);
    }
    site.run(() -> controller.lamp(coil, value != 0));
    return request;
  }

  private byte @Nullable [] writeRegisters(ByteBuffer body) {
    if (body.remaining() < 5) {
      return exception((byte) 16, ILLEGAL_VALUE);
    }
    int from = Short.toUnsignedInt(body.getShort());
    int count = Short.toUnsignedInt(body.getShort());
    int bytes = Byte.toUnsignedInt(body.get());
    if (bytes != 2 * count || body.remaining() != bytes) {
      return exception((byte) 16, ILLEGAL_VALUE);
    }
    if (count != 2 || (from != 0 && from != 2)) {
      return exception((byte) 16, ILLEGAL_ADDRESS);
    }
    long token = Integer.toUnsignedLong(body.getInt());
    byte[] done =
        ByteBuffer.allocate(5).put((byte) 16).putShort((short) from).putShort((short) 2).array();
    if (from == 2) {
      site.run(() -> controller.cancel(token));
      return done;
    }
    return switch (site.see(() -> controller.open(token))) {
      case ACCEPTED, SAME -> done;
      case REFUSED -> exception((byte) 16, ILLEGAL_VALUE);
      case FAULT -> exception((byte) 16, DEVICE_FAILURE);
      case LOST -> null;
    };
  }

  private static byte[] exception(byte function, int code) {
    return new byte[] {(byte) (function | 0x80), (byte) code};
  }
}
