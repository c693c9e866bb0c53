package org.amitygate.shell;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.amitygate.core.handover.PartnerView;
import org.amitygate.core.handover.PartnerViews;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** {@code gate:partners}. */
@Service
@Command(
    scope = "gate",
    name = "partners",
    description = "the partners: link, clock, backlog, last messages, keys and certificates")
public final class PartnersCommand extends GateCommand {

  @Option(name = "--json", description = "one JSON document instead of a table")
  boolean json;

  @Override
  void run(Desk desk) throws Refusal, InterruptedException {
    desk.actor();
    List<PartnerView> partners = desk.await(desk.service(PartnerViews.class).partners());
    if (json) {
      desk.print(Documents.list(partners.stream().map(PartnersCommand::document).toList()));
      return;
    }
    Table table =
        new Table(
            "PARTNER",
            "PROFILE",
            "SENDS BY",
            "RECEIVES BY",
            "LINK",
            "SINCE",
            "CLOCK",
            "WAITING",
            "OLDEST",
            "LAST SENT",
            "LAST RECEIVED",
            "CERTIFICATES UNTIL");
    for (PartnerView partner : partners) {
      table.row(
          partner.id(),
          partner.profile(),
          partner.sends(),
          partner.receives(),
          partner.link(),
          time(partner.since()),
          partner.clockAhead().map(PartnersCommand::clock).orElse(""),
          partner.waiting(),
          time(partner.oldest()),
          time(partner.lastSent()),
          time(partner.lastReceived()),
          time(
              partner.certificates().stream()
                  .map(PartnerView.Certificate::expires)
                  .min(Comparator.naturalOrder())));
    }
    StringBuilder text = new StringBuilder(table.toString());
    for (PartnerView partner : partners) {
      partner
          .warnings()
          .forEach(
              warning ->
                  text.append("! ").append(partner.id()).append(": ").append(warning).append('\n'));
    }
    desk.print(text.toString());
  }

  private static String time(Optional<Instant> at) {
    return at.map(Documents::time).orElse("");
  }

  /** In seconds, such as {@code +0.2 s}. */
  private static String clock(Duration ahead) {
    return String.format(Locale.ROOT, "%+.1f s", ahead.toMillis() / 1000.0);
  }

  static ObjectNode document(PartnerView partner) {
    ObjectNode document =
        Json.object()
            .put("id", partner.id())
            .put("profile", partner.profile())
            .put("sends", partner.sends())
            .put("receives", partner.receives())
            .put("link", partner.link().name())
            .put("cause", partner.cause())
            .put("waiting", partner.waiting())
            .put("signingKey", partner.signingKey());
    partner.since().ifPresent(at -> document.put("since", at.toString()));
    partner.clockAhead().ifPresent(by -> document.put("clockAheadMs", by.toMillis()));
    partner.oldest().ifPresent(at -> document.put("oldest", at.toString()));
    partner.lastSent().ifPresent(at -> document.put("lastSent", at.toString()));
    partner.lastReceived().ifPresent(at -> document.put("lastReceived", at.toString()));
    partner.partnerKeys().forEach(document.putArray("partnerKeys")::add);
    ArrayNode certificates = document.putArray("certificates");
    partner
        .certificates()
        .forEach(
            one ->
                certificates
                    .addObject()
                    .put("whose", one.whose())
                    .put("subject", one.subject())
                    .put("expires", one.expires().toString()));
    partner.warnings().forEach(document.putArray("warnings")::add);
    return document;
  }
}
