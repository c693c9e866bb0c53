package org.amitygate.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.amitygate.core.model.Move;
import org.amitygate.core.model.Moves;
import org.amitygate.core.model.Play;

/**
 * The engine against its model, as {@code EngineModelTest} plays it, with the real writer, its
 * group commits and what it keeps at hand, on a real store that is opened again after each death.
 */
@Tag("slow")
class StoredEngineModelTest {

  @Provide
  Arbitrary<List<Move>> plays() {
    return Moves.plays(60);
  }

  @Property(tries = 100, seed = "20261126", edgeCases = EdgeCasesMode.NONE)
  void theEngineDoesWhatTheModelDoes(@ForAll("plays") List<Move> moves, @ForAll long threads)
      throws IOException {
    play(TestStore.SQLITE, moves, threads);
  }

  /** Few: a server takes longer for each commit. */
  @Property(tries = 10, seed = "20261126", edgeCases = EdgeCasesMode.NONE)
  void onAServerToo(@ForAll("plays") List<Move> moves, @ForAll long threads) throws IOException {
    play(TestStore.POSTGRES, moves, threads);
  }

  private static void play(TestStore database, List<Move> moves, long threads) throws IOException {
    Path folder = Files.createTempDirectory("amity-model");
    try (StoredGate gate = new StoredGate(database, folder)) {
      new Play(gate, threads).play(moves);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
