package org.amitygate.simulator;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/** Modbus TCP in front of a barrier: functions 1, 4, 5 and 16, unit 1. */
final class ModbusServer implements Wires.Endpoint {

  private static final int ILLEGAL_FUNCTION = 1;
  private static final int ILLEGAL_VALUE = 3;
  private static final int FAILURE = 4;

  private final Barrier barrier;
  private byte[] unread = new byte[0];

  ModbusServer(Barrier barrier) {
    this.barrier = barrier;
  }

  @Override
  public void received(byte[] bytes, Consumer<byte[]> answer) {
    byte[] all = Arrays.copyOf(unread, unread.length + bytes.length);
    System.arraycopy(bytes, 0, all, unread.length, bytes.length);
    int at = 0;
    while (all.length - at >= 7 && all.length - at >= 6 + word(all, at + 4)) {
      int length = word(all, at + 4);
      answer.accept(answer(all, at, length));
      at += 6 + length;
    }
    unread = Arrays.copyOfRange(all, at, all.length);
  }

  @Override
  public void left() {
    unread = new byte[0];
    barrier.lamp(0, false);
    barrier.lamp(1, false);
  }

  private byte[] answer(byte[] request, int at, int length) {
    byte[] body = body(request, at + 7);
    ByteArrayOutputStream frame = new ByteArrayOutputStream(9 + body.length);
    frame.write(request, at, 4);
    frame.write((body.length + 1) >> 8);
    frame.write(body.length + 1);
    frame.write(request[at + 6]);
    frame.writeBytes(body);
    return frame.toByteArray();
  }

  private byte[] body(byte[] request, int at) {
    int function = request[at] & 0xff;
    int address = word(request, at + 1);
    return switch (function) {
      case 1 -> new byte[] {1, 1, (byte) (barrier.lamp(address) ? 1 : 0)};
      case 4 -> registers(address, word(request, at + 3));
      case 5 -> {
        barrier.lamp(address, (request[at + 3] & 0xff) == 0xff);
        yield Arrays.copyOfRange(request, at, at + 5);
      }
      case 16 -> write(request, at, address);
      default -> new byte[] {(byte) (function | 0x80), ILLEGAL_FUNCTION};
    };
  }

  private byte[] registers(int from, int count) {
    int[] all = barrier.registers();
    byte[] body = new byte[2 + 2 * count];
    body[0] = 4;
    body[1] = (byte) (2 * count);
    for (int i = 0; i < count; i++) {
      body[2 + 2 * i] = (byte) (all[from + i] >> 8);
      body[3 + 2 * i] = (byte) all[from + i];
    }
    return body;
  }

  private byte[] write(byte[] request, int at, int address) {
    long token = (long) word(request, at + 6) << 16 | word(request, at + 8);
    if (address == 2) {
      barrier.cancel(token);
    } else {
      Barrier.Answer answer = barrier.open(token);
      if (answer != Barrier.Answer.TAKEN) {
        boolean lost = answer == Barrier.Answer.POSITION_UNKNOWN;
        return new byte[] {(byte) 0x90, (byte) (lost ? FAILURE : ILLEGAL_VALUE)};
      }
    }
    return Arrays.copyOfRange(request, at, at + 5);
  }

  /** The token of a request that opens, as it is sent; 0: it is another request. */
  static long openingToken(byte[] request) {
    return request.length >= 17 && request[7] == 16 && word(request, 8) == 0
        ? (long) word(request, 13) << 16 | word(request, 15)
        : 0;
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }
}
