package org.amitygate.bench.load;

import java.util.Arrays;

/** Every latency of one run, in nanoseconds. */
final class Latencies {

  private long[] all = new long[1 << 14];
  private int count;

  void add(long nanos) {
    if (count == all.length) {
      all = Arrays.copyOf(all, 2 * count);
    }
    all[count++] = nanos;
  }

  /** The smallest latency that this share of all is not above; 0 if there is none. */
  long percentile(int percent) {
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(all, count);
    Arrays.sort(sorted);
    return sorted[Math.min(count - 1, (int) ((long) count * percent / 100))];
  }
}
