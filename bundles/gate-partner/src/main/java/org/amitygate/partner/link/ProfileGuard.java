package org.amitygate.partner.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.amitygate.config.ConfigGuard;
import org.amitygate.config.ConfigProblem;
import org.amitygate.config.GateConfig;
import org.amitygate.config.PartnerConfig;
import org.amitygate.core.journal.Journal;

/** A profile is not taken out of the configuration as long as a crossing is on it. */
final class ProfileGuard implements ConfigGuard {

  private static final long WITHIN_S = 5;

  private final Journal journal;

  ProfileGuard(Journal journal) {
    this.journal = journal;
  }

  @Override
  public List<ConfigProblem> refuses(GateConfig before, GateConfig after) {
    List<ConfigProblem> problems = new ArrayList<>();
    before
        .partners()
        .forEach(
            (id, partner) -> {
              PartnerConfig next = after.partners().get(id);
              if (next != null && !next.profiles().containsAll(partner.profiles())) {
                problems.addAll(refuses(partner, next));
              }
            });
    return problems;
  }

  private List<ConfigProblem> refuses(PartnerConfig before, PartnerConfig after) {
    String where = "partners." + before.id() + ".profiles";
    Map<String, Integer> open;
    try {
      open = journal.read(view -> Profiles.open(view, before.id())).get(WITHIN_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return List.of(
          new ConfigProblem(
              0, where, "found one profile less, expected all: the journal cannot be read now"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of(new ConfigProblem(0, where, "the gate is ending"));
    }
    return before.profiles().stream()
        .filter(profile -> !after.profiles().contains(profile) && open.containsKey(profile))
        .map(
            profile ->
                new ConfigProblem(
                    0,
                    where,
                    "found no '%s', expected it as long as crossings are on it (open now: %d): leave it behind the others until they have ended"
                        .formatted(profile, open.get(profile))))
        .toList();
  }
}
