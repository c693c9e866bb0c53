package org.amitygate.driver.modbusio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Modbus TCP: functions 1, 3, 4, 5 and 16. Pure: bytes in, answers out.
 *
 * <p>Sources: MODBUS Messaging on TCP/IP Implementation Guide V1.0b, section 3.1.3 (the header);
 * MODBUS Application Protocol Specification V1.1b3, sections 4.1 (sizes), 6.1, 6.3, 6.4, 6.5, 6.12
 * (functions) and 7 (exceptions). Words are big-endian; a 32-bit value has its high word first,
 * which is our register map's rule, not the standard's.
 */
final class ModbusIoFrames {

  static final int READ_COILS = 1;
  static final int READ_HOLDING_REGISTERS = 3;
  static final int READ_INPUT_REGISTERS = 4;
  static final int WRITE_COIL = 5;
  static final int WRITE_REGISTERS = 16;

  /** Registers that one request may read (V1.1b3, sections 6.3 and 6.4). */
  static final int MAX_REGISTERS = 125;

  /** Transaction, protocol and length: two bytes each, before what the length counts. */
  private static final int PREFIX = 6;

  /**
   * What the length may be: unit identifier and PDU, which has at most 253 bytes; so a frame has at
   * most 260.
   */
  private static final int MAX_LENGTH = 254;

  /** Unit identifier, function and one byte: an exception, the shortest answer. */
  private static final int MIN_LENGTH = 3;

  private static final int EXCEPTION = 0x80;
  private static final int COIL_ON = 0xff00;

  private ModbusIoFrames() {}

  /** What a client asks. */
  sealed interface Question {

    int function();

    /**
     * @param function 3 or 4
     */
    record ReadRegisters(int function, int address, int count) implements Question {}

    record ReadCoil(int address) implements Question {
      @Override
      public int function() {
        return READ_COILS;
      }
    }

    record WriteCoil(int address, boolean on) implements Question {
      @Override
      public int function() {
        return WRITE_COIL;
      }
    }

    /**
     * @param value 0…2³²−1, written to two registers in one request
     */
    record WriteLong(int address, long value) implements Question {
      @Override
      public int function() {
        return WRITE_REGISTERS;
      }
    }
  }

  /** What a server answers. */
  sealed interface Answer {

    /**
     * @param values 0…65535 each
     */
    record Registers(int[] values) implements Answer {}

    record Coil(boolean on) implements Answer {}

    /** The write was carried out. */
    record Written() implements Answer {}

    /**
     * @param code section 7
     */
    record Refusal(int code) implements Answer {

      /**
       * Whether the server found the request wrong before it began to carry it out (the state
       * diagrams of section 6 check 1, 3 and 2, in this order, before the request is processed).
       */
      boolean beforeExecution() {
        return code >= 1 && code <= 3;
      }

      /**
       * 5 acknowledge, 6 busy, 10 and 11 a gateway that does not reach the controller at the
       * moment: nothing is wrong with the request, only not now.
       */
      boolean notNow() {
        return code == 5 || code == 6 || code == 10 || code == 11;
      }

      /** The code and its name in section 7. */
      String words() {
        String name =
            switch (code) {
              case 1 -> "ILLEGAL FUNCTION";
              case 2 -> "ILLEGAL DATA ADDRESS";
              case 3 -> "ILLEGAL DATA VALUE";
              case 4 -> "SERVER DEVICE FAILURE";
              case 5 -> "ACKNOWLEDGE";
              case 6 -> "SERVER DEVICE BUSY";
              case 8 -> "MEMORY PARITY ERROR";
              case 10 -> "GATEWAY PATH UNAVAILABLE";
              case 11 -> "GATEWAY TARGET DEVICE FAILED TO RESPOND";
              default -> "unknown to the standard";
            };
        return "exception " + code + " (" + name + ")";
      }
    }
  }

  /**
   * One frame.
   *
   * @param transaction 0…65535, the same in request and answer
   * @param pdu function and data
   */
  record Frame(int transaction, int unit, byte[] pdu) {}

  /** A request as it is sent. */
  static byte[] request(int transaction, int unit, Question question) {
    ByteBuffer pdu = ByteBuffer.allocate(MAX_LENGTH).put((byte) question.function());
    if (question instanceof Question.ReadRegisters read) {
      pdu.putShort((short) read.address()).putShort((short) read.count());
    } else if (question instanceof Question.ReadCoil read) {
      pdu.putShort((short) read.address()).putShort((short) 1);
    } else if (question instanceof Question.WriteCoil write) {
      pdu.putShort((short) write.address()).putShort((short) (write.on() ? COIL_ON : 0));
    } else if (question instanceof Question.WriteLong write) {
      pdu.putShort((short) write.address())
          .putShort((short) 2)
          .put((byte) 4)
          .putInt((int) write.value());
    }
    pdu.flip();
    return ByteBuffer.allocate(PREFIX + 1 + pdu.remaining())
        .putShort((short) transaction)
        .putShort((short) 0)
        .putShort((short) (1 + pdu.remaining()))
        .put((byte) unit)
        .put(pdu)
        .array();
  }

  /**
   * Takes one frame off the buffer; nothing is consumed when it is not whole yet.
   *
   * @return null when there is no whole frame yet
   * @throws IOException not Modbus TCP
   */
  static @Nullable Frame frame(ByteBuffer buffer) throws IOException {
    int start = buffer.position();
    if (buffer.remaining() < PREFIX) {
      return null;
    }
    int protocol = word(buffer, start + 2);
    int length = word(buffer, start + 4);
    if (protocol != 0 || length < MIN_LENGTH || length > MAX_LENGTH) {
      throw new IOException(
          "expected a Modbus frame with protocol 0 and length 3 to 254, got protocol "
              + protocol
              + " and length "
              + length);
    }
    if (buffer.remaining() < PREFIX + length) {
      return null;
    }
    byte[] pdu = new byte[length - 1];
    buffer.get(start + PREFIX + 1, pdu);
    Frame frame = new Frame(word(buffer, start), buffer.get(start + PREFIX) & 0xff, pdu);
    buffer.position(start + PREFIX + length);
    return frame;
  }

  /**
   * Reads the answer to a question.
   *
   * @throws IOException the frame does not answer it
   */
  static Answer answer(Question question, Frame frame) throws IOException {
    byte[] pdu = frame.pdu();
    int function = pdu[0] & 0xff;
    if (function == (question.function() | EXCEPTION) && pdu.length == 2) {
      return new Answer.Refusal(pdu[1] & 0xff);
    }
    if (function == question.function()) {
      if (question instanceof Question.ReadRegisters read && counted(pdu, 2 * read.count())) {
        ByteBuffer data = ByteBuffer.wrap(pdu, 2, pdu.length - 2);
        int[] values = new int[read.count()];
        Arrays.setAll(values, i -> data.getShort() & 0xffff);
        return new Answer.Registers(values);
      }
      if (question instanceof Question.ReadCoil && counted(pdu, 1)) {
        return new Answer.Coil((pdu[2] & 1) == 1);
      }
      if (question instanceof Question.WriteCoil write
          && echoed(pdu, write.address(), write.on() ? COIL_ON : 0)) {
        return new Answer.Written();
      }
      if (question instanceof Question.WriteLong write && echoed(pdu, write.address(), 2)) {
        return new Answer.Written();
      }
    }
    throw new IOException(
        "expected the answer to " + question + ", got " + HexFormat.of().formatHex(pdu));
  }

  /** Function, number of bytes, bytes. */
  private static boolean counted(byte[] pdu, int bytes) {
    return pdu.length == 2 + bytes && (pdu[1] & 0xff) == bytes;
  }

  /** Function, the address and the value or quantity of the request. */
  private static boolean echoed(byte[] pdu, int address, int value) {
    ByteBuffer data = ByteBuffer.wrap(pdu);
    return pdu.length == 5 && word(data, 1) == address && word(data, 3) == value;
  }

  private static int word(ByteBuffer buffer, int at) {
    return (buffer.get(at) & 0xff) << 8 | buffer.get(at + 1) & 0xff;
  }
}
