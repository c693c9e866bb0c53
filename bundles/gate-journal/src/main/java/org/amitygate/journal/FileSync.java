package org.amitygate.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Brings files and names of files to the disk. */
interface FileSync {

  /** Returns when the content of this file is on disk. */
  void file(Path file) throws IOException;

  /** Returns when the names in this folder are on disk. */
  void directory(Path folder) throws IOException;

  /** The operating system's. */
  FileSync SYSTEM =
      new FileSync() {
        @Override
        public void file(Path file) throws IOException {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
          }
        }

        @Override
        public void directory(Path folder) throws IOException {
          // A folder can be opened to be read and synced on Linux and macOS. Windows refuses, and
          // needs no such sync.
          if (java.io.File.separatorChar == '\\') {
            return;
          }
          try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
          }
        }
      };
}
