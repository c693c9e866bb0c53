package org.amitygate.driver.modbusio;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.amitygate.device.BarrierState;
import org.amitygate.device.Reading;
import org.amitygate.testkit.TestDevice;

/** A barrier controller on a loopback socket, with the register map of docs/site.md. */
final class TinyController implements TestDevice {

  private static final int ILLEGAL_FUNCTION = 1;
  private static final int ILLEGAL_ADDRESS = 2;
  private static final int ILLEGAL_VALUE = 3;

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private long accepted;
  private long cancelled;
  private int passages;
  private final boolean[] coils = new boolean[2];

  TinyController() throws IOException {
    server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  @Override
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public synchronized Predicate<Reading> provoke(int number) {
    passages = number;
    return reading -> reading instanceof BarrierState state && state.passageCount() == number;
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      System.out.println("TinyController: " + e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "tiny-controller");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        short transaction = in.readShort();
        short protocol = in.readShort();
        int length = in.readUnsignedShort();
        if (protocol != 0 || length < 2 || length > 254) {
          return;
        }
        byte unit = in.readByte();
        byte[] pdu = answer(ByteBuffer.wrap(in.readNBytes(length - 1)));
        ByteBuffer frame = ByteBuffer.allocate(7 + pdu.length);
        frame.putShort(transaction).putShort((short) 0).putShort((short) (1 + pdu.length));
        socket.getOutputStream().write(frame.put(unit).put(pdu).array());
      }
    } catch (IOException e) {
      // The gate connects again.
    } finally {
      open.remove(socket);
    }
  }

  private synchronized byte[] answer(ByteBuffer request) {
    int function = request.get();
    return switch (function) {
      case 1 -> new byte[] {1, 1, (byte) (coils[request.getShort() & 1] ? 1 : 0)};
      case 4 -> registers(request);
      case 5 -> writeCoil(request);
      case 16 -> writeToken(request);
      default -> exception(function, ILLEGAL_FUNCTION);
    };
  }

  private byte[] registers(ByteBuffer request) {
    if (request.getShort() != 0 || request.getShort() != 11) {
      return exception(4, ILLEGAL_ADDRESS);
    }
    ByteBuffer answer = ByteBuffer.allocate(24).put((byte) 4).put((byte) 22);
    answer.putInt((int) accepted).putInt((int) cancelled).putInt(0).putInt(passages);
    return answer.putShort((short) 1).putShort((short) 0).putShort((short) 1).array();
  }

  private byte[] writeCoil(ByteBuffer request) {
    int coil = request.getShort();
    if (coil < 0 || coil > 1) {
      return exception(5, ILLEGAL_ADDRESS);
    }
    coils[coil] = request.getShort() != 0;
    return request.array().clone();
  }

  private byte[] writeToken(ByteBuffer request) {
    int address = request.getShort();
    request.position(6);
    long token = request.getInt() & 0xffff_ffffL;
    if (address == 2) {
      cancelled = Math.max(cancelled, token);
    } else if (token <= cancelled || token < accepted) {
      return exception(16, ILLEGAL_VALUE);
    } else {
      accepted = token;
    }
    return new byte[] {16, 0, (byte) address, 0, 2};
  }

  private static byte[] exception(int function, int code) {
    return new byte[] {(byte) (function | 0x80), (byte) code};
  }
}
