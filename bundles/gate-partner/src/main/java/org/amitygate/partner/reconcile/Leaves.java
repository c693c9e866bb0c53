package org.amitygate.partner.reconcile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** The crossings of a period that one side shares with the other, in the order of their ids. */
public final class Leaves {

  private final TreeMap<String, Leaf> all = new TreeMap<>();

  /** In the order of their ids. */
  private final TreeMap<String, List<Leaf>> byBucket = new TreeMap<>();

  public Leaves(Collection<Leaf> leaves) {
    leaves.forEach(leaf -> all.put(leaf.crossing().toString(), leaf));
    for (Leaf leaf : all.values()) {
      byBucket.computeIfAbsent(bucket(leaf.crossing()), b -> new ArrayList<>()).add(leaf);
    }
  }

  /**
   * Of the crossings in one final state.
   *
   * @param root of their leaves in the order of their ids, in lower-case hexadecimal
   */
  public record Total(int count, String root) {}

  /** A crossing of which the sides know what cannot both be true. */
  public record Difference(UUID crossing, Leaf ours, Leaf theirs) {}

  /** By final state. */
  public Map<String, Total> totals() {
    TreeMap<String, List<byte[]>> byState = new TreeMap<>();
    for (Leaf leaf : all.values()) {
      if (leaf.counts()) {
        byState.computeIfAbsent(leaf.state().name(), state -> new ArrayList<>()).add(leaf.bytes());
      }
    }
    TreeMap<String, Total> totals = new TreeMap<>();
    byState.forEach(
        (state, leaves) -> totals.put(state, new Total(leaves.size(), MerkleRoot.of(leaves))));
    return totals;
  }

  /** Roots of the final ones by bucket; a bucket without any is left out. */
  public Map<String, String> roots() {
    TreeMap<String, String> roots = new TreeMap<>();
    byBucket.forEach(
        (bucket, leaves) -> {
          List<byte[]> counting = leaves.stream().filter(Leaf::counts).map(Leaf::bytes).toList();
          if (!counting.isEmpty()) {
            roots.put(bucket, MerkleRoot.of(counting));
          }
        });
    return roots;
  }

  /** Buckets whose roots are not those of the other side. */
  public Set<String> differing(Map<String, String> theirs) {
    Map<String, String> ours = roots();
    Set<String> buckets = new TreeSet<>(ours.keySet());
    buckets.addAll(theirs.keySet());
    buckets.removeIf(
        bucket -> Optional.ofNullable(ours.get(bucket)).equals(optional(theirs, bucket)));
    return buckets;
  }

  private static Optional<String> optional(Map<String, String> roots, String bucket) {
    return Optional.ofNullable(roots.get(bucket));
  }

  /** All of a bucket, whatever their state. */
  public List<Leaf> in(String bucket) {
    return byBucket.getOrDefault(bucket, List.of());
  }

  /** One of 256, by the first byte of the SHA-256 of the id's text. */
  public static String bucket(UUID crossing) {
    byte first = MerkleRoot.sha256(crossing.toString().getBytes(StandardCharsets.US_ASCII))[0];
    return HexFormat.of().toHexDigits(first);
  }

  /** What differs in these buckets. */
  public List<Difference> compare(Collection<Leaf> theirs, Set<String> buckets) {
    Leaves others = new Leaves(theirs);
    Set<String> ids = new TreeSet<>(others.all.keySet());
    buckets.forEach(bucket -> in(bucket).forEach(leaf -> ids.add(leaf.crossing().toString())));
    List<Difference> differences = new ArrayList<>();
    for (String id : ids) {
      UUID crossing = UUID.fromString(id);
      Leaf ours = of(crossing);
      Leaf other = others.of(crossing);
      if (Leaf.differ(ours, other)) {
        differences.add(new Difference(crossing, ours, other));
      }
    }
    return differences;
  }

  /** What is known here of a crossing. */
  public Leaf of(UUID crossing) {
    return Optional.ofNullable(all.get(crossing.toString()))
        .orElseGet(() -> Leaf.unknown(crossing));
  }

  public int pending() {
    return (int) all.values().stream().filter(Leaf::pending).count();
  }
}
