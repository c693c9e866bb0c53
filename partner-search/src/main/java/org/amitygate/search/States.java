package org.amitygate.search;

import java.util.Arrays;

/** Every state once, in the order in which it was found, with the one that it was found from. */
final class States {

  private static final int WORDS = 3;

  private long[] words = new long[WORDS << 16];
  private int[] parents = new int[1 << 16];

  /** Numbers of states by hash, plus one; 0 is a free place. */
  private int[] places = new int[1 << 18];

  private int size;

  int size() {
    return size;
  }

  /**
   * @return its number; {@code size() - 1} right after it was new
   */
  int add(World world, int parent) {
    long rest = world.rest();
    int place = place(world.toEntry, world.toExit, rest);
    if (places[place] != 0) {
      return places[place] - 1;
    }
    if (size == parents.length) {
      words = Arrays.copyOf(words, words.length * 2);
      parents = Arrays.copyOf(parents, parents.length * 2);
    }
    words[size * WORDS] = world.toEntry;
    words[size * WORDS + 1] = world.toExit;
    words[size * WORDS + 2] = rest;
    parents[size] = parent;
    places[place] = ++size;
    if (size * 2 > places.length) {
      grow();
    }
    return size - 1;
  }

  World get(int number) {
    int at = number * WORDS;
    return World.of(words[at], words[at + 1], words[at + 2]);
  }

  /** -1: the first. */
  int parent(int number) {
    return parents[number];
  }

  private int place(long first, long second, long third) {
    int mask = places.length - 1;
    int place = hash(first, second, third) & mask;
    while (places[place] != 0 && !is(places[place] - 1, first, second, third)) {
      place = place + 1 & mask;
    }
    return place;
  }

  private boolean is(int number, long first, long second, long third) {
    int at = number * WORDS;
    return words[at] == first && words[at + 1] == second && words[at + 2] == third;
  }

  private void grow() {
    places = new int[places.length * 2];
    for (int i = 0; i < size; i++) {
      int at = i * WORDS;
      places[place(words[at], words[at + 1], words[at + 2])] = i + 1;
    }
  }

  private static int hash(long first, long second, long third) {
    long hash = (first * 31 + second) * 0x9E3779B97F4A7C15L + third;
    hash = (hash ^ hash >>> 32) * 0xD6E8FEB86659FD93L;
    return (int) (hash ^ hash >>> 32);
  }
}
