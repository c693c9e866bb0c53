package org.amitygate.search;

import java.util.Arrays;
import java.util.BitSet;

/** Which states lead to which, added in the order of the states that they begin in. */
final class Edges {

  private int[] to = new int[1 << 18];
  private int[] ends = new int[1 << 16];
  private int states;
  private int size;

  void add(int target) {
    if (size == to.length) {
      to = Arrays.copyOf(to, size * 2);
    }
    to[size++] = target;
  }

  /** The next edges begin in the next state. */
  void next() {
    if (states == ends.length) {
      ends = Arrays.copyOf(ends, states * 2);
    }
    ends[states++] = size;
  }

  /** The states from which one of these can be reached. */
  BitSet reaching(BitSet goals) {
    BitSet reaching = (BitSet) goals.clone();
    boolean more = true;
    while (more) {
      more = false;
      for (int state = states - 1; state >= 0; state--) {
        if (!reaching.get(state) && leadsTo(state, reaching)) {
          reaching.set(state);
          more = true;
        }
      }
    }
    return reaching;
  }

  private boolean leadsTo(int state, BitSet reaching) {
    for (int i = state == 0 ? 0 : ends[state - 1]; i < ends[state]; i++) {
      if (reaching.get(to[i])) {
        return true;
      }
    }
    return false;
  }
}
