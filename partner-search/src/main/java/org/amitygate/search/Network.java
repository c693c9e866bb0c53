package org.amitygate.search;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.handover.Output;
import org.amitygate.partner.handover.Table;

/** The messages from one side to the other, written into one number. */
abstract class Network {

  /** How messages travel. */
  enum Kind {
    /**
     * Any order, any delay, any number of times or never: a message that was ever sent may always
     * come. More than the link allows, so what holds here holds there.
     */
    ANY_ORDER,
    /** As the link delivers: each once, in order, at any time; an expired one has no effect. */
    IN_ORDER;

    Network from(Table sender, Setup setup) {
      return this == ANY_ORDER ? new AnyOrder(sender, setup) : new InOrder(sender, setup);
    }
  }

  /** Answers that move nothing, and what people tell each other: they may come at any time. */
  static final Set<MessageType> ANY_TIME =
      EnumSet.of(
          MessageType.STATUS_REQ,
          MessageType.STATUS,
          MessageType.INCIDENT,
          MessageType.INCIDENT_ACK);

  /** One message that comes. */
  interface Arrival {
    /**
     * @param left what is still under way then
     */
    void of(MessageType type, int epoch, long left);
  }

  private final List<MessageType> types;
  final int epochs;

  private Network(Table sender, Setup setup, int room) {
    Set<MessageType> sent = EnumSet.noneOf(MessageType.class);
    sender.rows().stream()
        .flatMap(row -> row.outputs().stream())
        .filter(Output.Send.class::isInstance)
        .map(output -> ((Output.Send) output).type())
        .filter(type -> !ANY_TIME.contains(type))
        .filter(type -> Talk.of(type) == Talk.NONE || Talk.of(type) == setup.talk())
        .forEach(sent::add);
    this.types = new ArrayList<>(sent);
    this.epochs = setup.numbers();
    if (types.size() * epochs > room) {
      throw new IllegalArgumentException("too many kinds of messages for one number");
    }
  }

  /** The kinds of messages that travel here. */
  List<MessageType> types() {
    return types;
  }

  /** With one more message; one of an epoch that is not looked at gets lost. */
  abstract long send(long mail, MessageType type, int epoch);

  abstract void arrivals(long mail, Arrival arrival);

  /** Without what is of an epoch before this one: it may come at any time, sent or not. */
  abstract long since(long mail, int epoch);

  private static final class AnyOrder extends Network {
    /** All messages of epochs before each epoch. */
    private final long[] past;

    AnyOrder(Table sender, Setup setup) {
      super(sender, setup, Long.SIZE);
      past = new long[epochs + 2];
      for (int epoch = 2; epoch < past.length; epoch++) {
        past[epoch] = past[epoch - 1];
        for (MessageType type : types()) {
          past[epoch] = send(past[epoch], type, epoch - 1);
        }
      }
    }

    @Override
    long send(long mail, MessageType type, int epoch) {
      int rank = types().indexOf(type);
      return rank < 0 || epoch > epochs ? mail : mail | 1L << rank * epochs + epoch - 1;
    }

    @Override
    void arrivals(long mail, Arrival arrival) {
      for (long rest = mail; rest != 0; rest &= rest - 1) {
        int bit = Long.numberOfTrailingZeros(rest);
        arrival.of(types().get(bit / epochs), bit % epochs + 1, mail);
      }
    }

    @Override
    long since(long mail, int epoch) {
      return mail & ~past[Math.min(epoch, epochs + 1)];
    }
  }

  private static final class InOrder extends Network {
    private static final int BITS = 6;

    InOrder(Table sender, Setup setup) {
      super(sender, setup, (1 << BITS) - 1);
    }

    @Override
    long send(long mail, MessageType type, int epoch) {
      int rank = types().indexOf(type);
      if (rank < 0 || epoch > epochs) {
        return mail;
      }
      int length = (Long.SIZE - Long.numberOfLeadingZeros(mail) + BITS - 1) / BITS * BITS;
      if (length + BITS > Long.SIZE) {
        throw new Broken("one side says more and more without hearing anything");
      }
      return mail | (long) (rank * epochs + epoch) << length;
    }

    @Override
    void arrivals(long mail, Arrival arrival) {
      if (mail != 0) {
        int code = (int) (mail & (1 << BITS) - 1) - 1;
        arrival.of(types().get(code / epochs), code % epochs + 1, mail >>> BITS);
      }
    }

    @Override
    long since(long mail, int epoch) {
      return mail;
    }
  }
}
