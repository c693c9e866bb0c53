package org.amitygate.core.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.plugin.PluginHost.FlowView;
import org.osgi.framework.Version;

/** Whether plug-ins find the packages that they need. */
final class Needs {

  private final PluginLedger ledger;
  private final PluginFolder folder;

  Needs(PluginLedger ledger, PluginFolder folder) {
    this.ledger = ledger;
    this.folder = folder;
  }

  /**
   * What a plug-in needs and does not find; empty if it finds all.
   *
   * @param exported the versions of a package that there are
   * @param where who exports them, for the sentence
   */
  static Optional<String> missing(
      PluginFile file, Function<String, List<Version>> exported, String where) {
    for (PluginFile.NeededPackage needed : file.needs()) {
      List<Version> there =
          needed.name().startsWith("java.") ? List.of() : exported.apply(needed.name());
      if (needed.name().startsWith("java.") || there.stream().anyMatch(needed.range()::includes)) {
        continue;
      }
      String found =
          there.isEmpty()
              ? "which nothing in " + where + " exports"
              : "but %s has %s"
                  .formatted(
                      where,
                      there.stream()
                          .map(Version::toString)
                          .distinct()
                          .sorted()
                          .collect(Collectors.joining(" and ")));
      return Optional.of(
          "%s needs the package %s %s, %s".formatted(file, needed.name(), needed.range(), found));
    }
    return Optional.empty();
  }

  /**
   * Sentences about the versions that are in use, those on which crossings are under way included,
   * and that would not run elsewhere. Waits for the disk.
   *
   * @param packages what is exported there
   */
  List<String> missingIn(Map<String, List<Version>> packages, String where)
      throws Refusal, InterruptedException {
    List<PluginRecord> records = List.copyOf(ledger.all().values());
    List<FlowView> flows = ledger.flowsNow(records);
    List<String> missing = new ArrayList<>();
    for (PluginRecord record : records) {
      for (PluginRecord.Release release : record.inUse()) {
        missing(record, release, packages, where)
            .ifPresent(
                why -> missing.add(record.kind() + " " + why + pinned(record, release, flows)));
      }
    }
    return missing;
  }

  private Optional<String> missing(
      PluginRecord record,
      PluginRecord.Release release,
      Map<String, List<Version>> packages,
      String where) {
    try {
      return missing(
          folder.find(record.name(), release),
          name -> packages.getOrDefault(name, List.of()),
          where);
    } catch (Refusal e) {
      return Optional.of(e.getMessage());
    }
  }

  private static String pinned(
      PluginRecord record, PluginRecord.Release release, List<FlowView> flows) {
    long crossings =
        flows.stream()
            .filter(view -> view.flow().equals(record.name()))
            .filter(view -> view.version().equals(release.version()))
            .mapToLong(FlowView::crossings)
            .sum();
    return record.isFlow() && crossings > 0
        ? " (%d crossings are under way on it)".formatted(crossings)
        : "";
  }
}
