package org.amitygate.driver.modbusio;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.amitygate.device.Settings;
import org.amitygate.driver.modbusio.ModbusIoFrames.Question;

/**
 * Where the controller keeps what. The defaults are those of docs/site.md. Pure.
 *
 * @param read the one request that reads everything
 * @param openRegister token to open, written as 32 bits; used with {@code tokens}
 * @param openCoil opens the barrier when switched on; used without {@code tokens}
 * @param outputs the coils that may be set
 */
record RegisterMap(
    Question.ReadRegisters read,
    Addresses addresses,
    boolean tokens,
    int openRegister,
    int cancelRegister,
    int openCoil,
    Set<Integer> outputs) {

  /** An address of something that the controller does not have. */
  private static final int NONE = -1;

  /** Where each value stands, and which bits are the loops. */
  record Addresses(
      int acceptedToken,
      int cancelledToken,
      int leftClosedCount,
      int passageCount,
      int bootCount,
      int position,
      int loops,
      int entryBit,
      int exitBit,
      int passageBit) {}

  /** One value in one table, in as many registers. */
  private record Place(String name, int first, int registers) {
    int end() {
      return first + registers;
    }
  }

  /**
   * @throws IOException settings that are each right and together wrong
   */
  static RegisterMap of(Settings settings) throws IOException {
    boolean tokens = !"false".equals(settings.text("tokens", "true"));
    Settings registers = nested(settings, "registers");
    Settings bits = nested(settings, "loopBits");
    Addresses addresses =
        new Addresses(
            number(registers, "acceptedToken", tokens ? 0 : NONE),
            number(registers, "cancelledToken", tokens ? 2 : NONE),
            number(registers, "leftClosedCount", 4),
            number(registers, "passageCount", 6),
            number(registers, "bootCount", 10),
            number(registers, "position", 8),
            number(registers, "loops", 9),
            number(bits, "entry", 0),
            number(bits, "exit", 1),
            number(bits, "passage", 2));
    int openCoil = number(settings, "openCoil", NONE);
    Set<Integer> outputs = outputs(settings);
    if (!tokens && openCoil == NONE) {
      throw new IOException("expected setting 'openCoil', because 'tokens' is false");
    }
    if (!tokens && outputs.contains(openCoil)) {
      throw new IOException(
          "coil " + openCoil + " opens the barrier and must not be among the 'outputs'");
    }
    boolean holding = settings.text("table", "input").equals("holding");
    List<Place> read = readPlaces(addresses);
    refuseOverlaps(read);
    Place open = new Place("open", number(registers, "open", 0), 2);
    Place cancel = new Place("cancel", number(registers, "cancel", 2), 2);
    if (tokens) { // what is written must not be read as the controller's answer to it
      refuseOverlaps(
          Stream.concat(holding ? read.stream() : Stream.empty(), Stream.of(open, cancel))
              .toList());
    }
    return new RegisterMap(
        span(read, holding), addresses, tokens, open.first, cancel.first, openCoil, outputs);
  }

  private static List<Place> readPlaces(Addresses a) {
    return Stream.of(
            new Place("acceptedToken", a.acceptedToken, 2),
            new Place("cancelledToken", a.cancelledToken, 2),
            new Place("leftClosedCount", a.leftClosedCount, 2),
            new Place("passageCount", a.passageCount, 2),
            new Place("position", a.position, 1),
            new Place("loops", a.loops, 1),
            new Place("bootCount", a.bootCount, 1))
        .filter(place -> place.first != NONE)
        .toList();
  }

  private static Question.ReadRegisters span(List<Place> places, boolean holding)
      throws IOException {
    int first = places.stream().mapToInt(Place::first).min().orElseThrow();
    int count = places.stream().mapToInt(Place::end).max().orElseThrow() - first;
    if (count > ModbusIoFrames.MAX_REGISTERS || first + count > 65_536) {
      throw new IOException(
          "expected 'registers' that span at most 125 up to 65535, got "
              + count
              + " from "
              + first);
    }
    int function =
        holding ? ModbusIoFrames.READ_HOLDING_REGISTERS : ModbusIoFrames.READ_INPUT_REGISTERS;
    return new Question.ReadRegisters(function, first, count);
  }

  private static void refuseOverlaps(List<Place> places) throws IOException {
    for (Place one : places) {
      for (Place other : places) {
        if (one != other && one.first < other.end() && other.first < one.end()) {
          throw new IOException(
              "expected 'registers' that do not overlap, got '%s' at %d and '%s' at %d"
                  .formatted(one.name, one.first, other.name, other.first));
        }
      }
    }
  }

  private static Set<Integer> outputs(Settings settings) {
    if (!(settings.values().get("outputs") instanceof List<?> list)) {
      return Set.of();
    }
    return list.stream()
        .map(each -> ((Number) each).intValue())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Settings nested(Settings settings, String name) {
    Map<String, Object> values =
        settings.values().get(name) instanceof Map<?, ?> map
            ? map.entrySet().stream()
                .collect(Collectors.toMap(e -> e.getKey().toString(), Map.Entry::getValue))
            : Map.of();
    return new Settings(settings.device(), values);
  }

  private static int number(Settings settings, String name, int otherwise) {
    return (int) settings.number(name, otherwise);
  }

  /** What the registers say, read by {@link #read()}. */
  Snapshot snapshot(int[] values) {
    int loops = word(values, addresses.loops);
    return new Snapshot(
        wide(values, addresses.acceptedToken),
        wide(values, addresses.cancelledToken),
        wide(values, addresses.leftClosedCount),
        wide(values, addresses.passageCount),
        addresses.bootCount == NONE ? 0 : word(values, addresses.bootCount),
        word(values, addresses.position),
        bit(loops, addresses.entryBit),
        bit(loops, addresses.exitBit),
        bit(loops, addresses.passageBit));
  }

  private long wide(int[] values, int address) {
    return address == NONE ? 0 : (long) word(values, address) << 16 | word(values, address + 1);
  }

  private int word(int[] values, int address) {
    return values[address - read.address()];
  }

  private static boolean bit(int word, int bit) {
    return (word >> bit & 1) == 1;
  }
}
