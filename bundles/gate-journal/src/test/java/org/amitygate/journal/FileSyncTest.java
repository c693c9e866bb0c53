package org.amitygate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSyncTest {

  @TempDir Path folder;

  @Test
  void theSystemsSyncReachesTheDisk() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "content");
    assertThat(Forced.in(folder, () -> FileSync.SYSTEM.file(file))).containsExactly(file);
    assertThat(Forced.in(folder, () -> FileSync.SYSTEM.directory(folder))).containsExactly(folder);
  }

  @Test
  void aDataFolderIsSyncedWhenItIsMadeAndWithEachPieceOfEvidence() throws IOException {
    Path data = folder.resolve("data");
    Path evidence = data.resolve("evidence");
    List<Path> made = Forced.in(folder, () -> JournalFolder.open(data).close());
    assertThat(made)
        .containsExactlyInAnyOrder(
            data,
            data.resolve("journal.last.new"),
            data,
            data.resolve("journal.place"),
            data,
            evidence,
            data);
    try (JournalFolder gate = JournalFolder.open(data)) {
      String[] name = new String[1];
      List<Path> kept =
          Forced.in(
              folder,
              () -> name[0] = gate.evidence().keep("abc".getBytes(StandardCharsets.US_ASCII)));
      assertThat(kept).hasSize(2).last().isEqualTo(evidence.resolve(name[0].substring(0, 2)));
      assertThat(kept.get(0).getParent()).isEqualTo(evidence.resolve("unfinished"));
    }
  }
}
