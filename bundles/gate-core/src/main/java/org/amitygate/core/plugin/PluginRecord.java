package org.amitygate.core.plugin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the journal says of one plug-in: the item {@code plugin/NAME}.
 *
 * @param active what every lane has that is not named in {@code lanes}
 * @param previous the release before the active one; null if there is none
 * @param retiring releases of a flow on which crossings may still be under way
 * @param bad releases that failed
 * @param who account that made the active one active
 * @param why the reason given
 * @param lanes lanes that have another release than the active one
 * @param trial the release that is on probation; null if none is
 */
record PluginRecord(
    String kind,
    String name,
    Release active,
    @Nullable Release previous,
    List<Release> retiring,
    List<Bad> bad,
    String who,
    String why,
    Map<String, Release> lanes,
    @Nullable Trial trial) {

  static final String ITEM = "plugin";

  /** One version and its very bytes. */
  record Release(String version, String sha256) {
    static Release of(PluginFile file) {
      return new Release(file.version().toString(), file.sha256());
    }
  }

  /** A release that failed, and how. */
  record Bad(String version, String sha256, String reason) {}

  /**
   * A release on probation.
   *
   * @param release what is tried
   * @param before what serves a lane again on which it fails
   * @param on lanes on which it is tried now
   * @param rest lanes that get it afterwards, one by one
   * @param who account that wants it
   * @param why the reason given
   */
  record Trial(
      Release release, Release before, List<String> on, List<String> rest, String who, String why) {

    private Trial without(String lane) {
      return on(on.stream().filter(one -> !one.equals(lane)).toList(), rest);
    }

    private Trial on(List<String> lanes, List<String> later) {
      return new Trial(release, before, lanes, List.copyOf(later), who, why);
    }
  }

  /**
   * A lane on which a release is watched.
   *
   * @param onTrial it can prove itself there; otherwise it has, and can only fail
   */
  record Watch(String lane, Trial trial, boolean onTrial) {}

  /** Records of before there were trials have neither lanes nor trial. */
  PluginRecord {
    lanes = lanes == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(lanes));
  }

  static PluginRecord installed(PluginFile file, String who, String why) {
    return new PluginRecord(
        file.kind().word(),
        file.name(),
        Release.of(file),
        null,
        List.of(),
        List.of(),
        who,
        why,
        Map.of(),
        null);
  }

  String stream() {
    return stream(name);
  }

  static String stream(String name) {
    return "plugin:" + name;
  }

  boolean isAuthority() {
    return kind.equals(PluginKind.AUTHORITY.word());
  }

  boolean isFlow() {
    return kind.equals(PluginKind.FLOW.word());
  }

  /**
   * Whether lanes have, or shall get, another release than the active one because it is new.
   * Otherwise those that have another one lost the active one.
   */
  boolean isRollout() {
    Trial tried = trial;
    return tried != null ? !tried.release().equals(active) : !lanes.isEmpty() && !isBad(active);
  }

  /**
   * Lanes on which a release has to prove itself, and of a flow also those on which it did, as long
   * as the others do not have it: what fails on one lane may fail on another later.
   */
  List<Watch> watched() {
    List<Watch> watched = new ArrayList<>();
    Trial tried = trial;
    if (tried != null) {
      tried.on().forEach(lane -> watched.add(new Watch(lane, tried, true)));
    }
    if (isFlow()) {
      lanes.forEach(
          (lane, release) -> {
            if (tried != null && release.equals(tried.release()) && !tried.on().contains(lane)) {
              watched.add(new Watch(lane, tried, false));
            } else if (tried == null && isRollout()) {
              Trial again = new Trial(release, active, List.of(lane), List.of(), who, why);
              watched.add(new Watch(lane, again, false));
            }
          });
    }
    return watched;
  }

  boolean isBad(Release release) {
    return bad.stream().anyMatch(one -> one.sha256().equals(release.sha256()));
  }

  /** What a lane has now. */
  Release on(String lane) {
    return lanes.getOrDefault(lane, active);
  }

  /** Every release that must be up. */
  Set<Release> inUse() {
    Set<Release> used = new LinkedHashSet<>(retiring);
    used.addAll(lanes.values());
    Trial tried = trial;
    if (tried != null) {
      used.add(tried.before());
      used.add(tried.release());
    }
    used.add(active);
    return used;
  }

  /**
   * Another release becomes active everywhere; a flow keeps the old one until nothing is pinned to
   * it.
   *
   * @param triedOn lanes on which it is on probation
   */
  PluginRecord updated(Release next, List<String> triedOn, String by, String reason) {
    return new PluginRecord(
            kind,
            name,
            next,
            next.equals(active) ? previous : active,
            List.of(),
            withoutBad(next),
            by,
            reason,
            Map.of(),
            triedOn.isEmpty() ? null : new Trial(next, active, triedOn, List.of(), by, reason))
        .instead(this);
  }

  /** A release is tried on one lane, and if it is good on the rest, one by one. */
  PluginRecord rollingOut(Release next, String first, List<String> rest, String by, String reason) {
    return new PluginRecord(
            kind,
            name,
            active,
            previous,
            retiring,
            withoutBad(next),
            who,
            why,
            with(first, next),
            new Trial(next, active, List.of(first), rest, by, reason))
        .instead(this);
  }

  /** The probation on a lane has ended well; what is left is in the trial of the result, if any. */
  PluginRecord passed(Trial of, String lane) {
    Trial left = of.without(lane);
    if (!left.on().isEmpty()) {
      return with(lanes, left);
    }
    if (!left.rest().isEmpty()) {
      String next = left.rest().get(0);
      List<String> later = left.rest().subList(1, left.rest().size());
      return with(with(next, of.release()), of.on(List.of(next), later));
    }
    if (active.equals(of.release())) {
      return with(lanes, null).instead(this);
    }
    return new PluginRecord(
            kind, name, of.release(), active, List.of(), bad, of.who(), of.why(), Map.of(), null)
        .instead(this);
  }

  /** It failed on a lane: that lane has the one before again, and no other lane gets it. */
  PluginRecord takenBack(Trial of, String lane, String reason) {
    if (isAuthority()) { // no lane has it for itself
      return new PluginRecord(
              kind, name, of.before(), null, List.of(), bad, who, why, Map.of(), null)
          .failed(of.release(), reason);
    }
    Map<String, Release> now = new TreeMap<>(lanes);
    if (active.equals(of.before())) {
      now.remove(lane);
    } else {
      now.put(lane, of.before());
    }
    Trial left = of.without(lane);
    return with(now, left.on().isEmpty() ? null : left.on(left.on(), List.of()))
        .instead(this)
        .failed(of.release(), "lane " + lane + ": " + reason);
  }

  private Map<String, Release> with(String lane, Release release) {
    Map<String, Release> now = new TreeMap<>(lanes);
    now.put(lane, release);
    return now;
  }

  /** Of a flow, what was in use before stays until nothing is pinned to it. */
  private PluginRecord instead(PluginRecord before) {
    Set<Release> still = isFlow() ? before.inUse() : Set.of();
    return new PluginRecord(
        kind,
        name,
        active,
        previous,
        still.stream().filter(release -> !serves(release)).toList(),
        bad,
        who,
        why,
        lanes,
        trial);
  }

  private boolean serves(Release release) {
    Trial tried = trial;
    return release.equals(active)
        || lanes.containsValue(release)
        || tried != null && (release.equals(tried.before()) || release.equals(tried.release()));
  }

  private PluginRecord with(Map<String, Release> onLanes, @Nullable Trial tried) {
    return new PluginRecord(kind, name, active, previous, retiring, bad, who, why, onLanes, tried);
  }

  PluginRecord retired(Release release) {
    List<Release> still = retiring.stream().filter(one -> !one.equals(release)).toList();
    return new PluginRecord(kind, name, active, previous, still, bad, who, why, lanes, trial);
  }

  PluginRecord failed(Release release, String reason) {
    List<Bad> all =
        Stream.concat(
                withoutBad(release).stream(),
                Stream.of(new Bad(release.version(), release.sha256(), reason)))
            .toList();
    return new PluginRecord(kind, name, active, previous, retiring, all, who, why, lanes, trial);
  }

  private List<Bad> withoutBad(Release release) {
    return bad.stream().filter(one -> !one.sha256().equals(release.sha256())).toList();
  }
}
