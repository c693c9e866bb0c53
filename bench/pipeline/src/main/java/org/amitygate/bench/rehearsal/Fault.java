package org.amitygate.bench.rehearsal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A mistake that somebody may make in a flow: a piece of its source, and what stands there then.
 */
enum Fault {
  /** Honest trucks are held. */
  NARROW_TOLERANCE(
      Flow.EXPORT,
      "CargoExportRoutes",
      "{{weight.tolerancePercent:5}}",
      "{{weight.tolerancePercent:2}}"),
  /** Plates that are read surely enough are doubted. */
  DOUBTFUL_CAMERA(Flow.EXPORT, "ExitIdentityRule", ">= minConfidence", "> minConfidence + 12"),
  /** How sure the camera was is forgotten: everything counts as sure. */
  CONFIDENCE_LOST(
      Flow.EXPORT, "ExportTruck", "instanceof Number percent", "instanceof Float percent"),
  CUSTOMS_NOT_ASKED(Flow.EXPORT, "CargoExportRoutes", ".to(\"authority:customs?ask=release\")", ""),
  /** Whom customs does not answer about leaves. */
  SILENCE_RELEASES(
      Flow.EXPORT, "CargoExportRoutes", "late=hold:CUSTOMS_SILENT", "late=next:exit-identity"),
  /** A setting is read under another name, so what is configured is not used. */
  SETTING_MISSPELLED(
      Flow.EXPORT, "CargoExportRoutes", "{{weigh.within:15s}}", "{{weigh.whithin:15s}}"),
  DEAF_TO_ANNULMENT(Flow.EXPORT, "CargoExportRoutes", "aborted,annulled,", "aborted,"),
  /** A truck in the strip is taken for one that has not left. */
  DEPARTURE_FORGOTTEN(
      Flow.EXPORT, "ExportTruck", "case \"departed\", \"received\" ->", "case \"cleared\" ->"),
  /** The other gate is told that the truck is through before it is. */
  CLEARED_EARLY(
      Flow.IMPORT,
      "CargoImportRoutes",
      ".when(signal(\"received\"))",
      ".when(signal(\"received\")).to(\"partner:clear\")"),
  REFERENCE_LOST(
      Flow.IMPORT,
      "OfferedTruck",
      "facts.put(\"exportDeclaration\", reference)",
      "facts.remove(\"exportDeclaration\")");

  /** A flow of this server. */
  enum Flow {
    EXPORT,
    IMPORT;

    /** Its module and the beginning of its jar's name. */
    String module() {
      return "flow-cargo-" + word();
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private Path source(Path root, String type) {
      return root.resolve("bundles")
          .resolve(module())
          .resolve("src/main/java/org/amitygate/flow/cargo")
          .resolve(word() + "s")
          .resolve(type + ".java");
    }
  }

  private final Flow flow;
  private final String type;
  private final String right;
  private final String wrong;

  Fault(Flow flow, String type, String right, String wrong) {
    this.flow = flow;
    this.type = type;
    this.right = right;
    this.wrong = wrong;
  }

  Flow flow() {
    return flow;
  }

  /** The class that has it. */
  String type() {
    return type;
  }

  /** As people write it: {@code cleared-early}. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Its version. */
  String version() {
    return "1.1." + (ordinal() + 1);
  }

  /** The source of its class with the mistake. */
  String source(Path root) throws IOException {
    Path file = flow.source(root, type);
    String text = Files.readString(file);
    int at = text.indexOf(right);
    if (at < 0) {
      throw new IOException(
          "%s: '%s' does not stand in %s any more".formatted(word(), right, file));
    }
    return text.substring(0, at) + wrong + text.substring(at + right.length());
  }
}
