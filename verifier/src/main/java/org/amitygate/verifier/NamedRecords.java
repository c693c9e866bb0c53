package org.amitygate.verifier;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.LongStream;

/**
 * Which of the records that partners' heads name were read. There may be millions of them: each is
 * kept as 64 bits of a hash with a salt that is drawn for this run, so that nobody can have made
 * another record for it. First all are named, then records are read and asked for.
 */
final class NamedRecords {

  private final byte[] salt = new byte[32];
  private LongStream.Builder naming = LongStream.builder();
  private long[] named = {};
  private final BitSet read = new BitSet();

  NamedRecords() {
    new SecureRandom().nextBytes(salt);
  }

  void name(Head record) {
    naming.add(key(record));
  }

  void allNamed() {
    named = naming.build().sorted().toArray();
    naming = LongStream.builder(); // lets go of what was named
  }

  void read(Row row) {
    if (named.length > 0) {
      int place = place(new Head(row.stream(), row.seq(), row.hash()));
      if (place >= 0) {
        read.set(place);
      }
    }
  }

  boolean wasRead(Head record) {
    int place = place(record);
    return place >= 0 && read.get(place);
  }

  private int place(Head record) {
    return Arrays.binarySearch(named, key(record));
  }

  private long key(Head record) {
    return ByteBuffer.wrap(Hashes.sha256(salt, record.leaf())).getLong();
  }
}
