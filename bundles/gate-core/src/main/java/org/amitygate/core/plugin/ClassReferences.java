package org.amitygate.core.plugin;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a class file refers to: every method of another class that it names, as {@code
 * java/lang/Thread.start}. Reads the constant pool alone (JVM specification, 4.4); nothing is
 * loaded or run.
 */
final class ClassReferences {

  private static final int MAGIC = 0xCAFEBABE;

  private ClassReferences() {}

  /**
   * Reads one class file.
   *
   * @throws IOException it is none
   */
  static Set<String> methods(InputStream file) throws IOException {
    DataInputStream in = new DataInputStream(file);
    if (in.readInt() != MAGIC) {
      throw new IOException("it is no class file");
    }
    in.readInt(); // its version
    int count = in.readUnsignedShort();
    String[] texts = new String[count];
    int[][] pairs = new int[count][];
    boolean[] methods = new boolean[count];
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> texts[i] = in.readUTF();
        case 3, 4 -> in.readInt();
        case 5, 6 -> {
          in.readLong();
          i++; // it takes two places
        }
        case 7, 8, 16, 19, 20 -> pairs[i] = new int[] {in.readUnsignedShort(), 0};
        case 9, 10, 11, 12, 17, 18 -> {
          pairs[i] = new int[] {in.readUnsignedShort(), in.readUnsignedShort()};
          methods[i] = tag == 10 || tag == 11;
        }
        case 15 -> {
          in.readUnsignedByte();
          in.readUnsignedShort();
        }
        default -> throw new IOException("its constant pool has an entry of the kind " + tag);
      }
    }
    Set<String> found = new LinkedHashSet<>();
    for (int i = 1; i < count; i++) {
      if (methods[i]) {
        String owner = texts[pairs[pairs[i][0]][0]];
        String name = texts[pairs[pairs[i][1]][0]];
        found.add(owner + "." + name);
      }
    }
    return found;
  }
}
