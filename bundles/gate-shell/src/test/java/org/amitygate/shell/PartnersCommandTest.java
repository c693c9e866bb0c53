package org.amitygate.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.amitygate.core.handover.PartnerView;
import org.amitygate.core.handover.PartnerViews;
import org.amitygate.core.operations.Role;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartnersCommandTest {

  private static final Instant AT = Instant.parse("2026-11-23T05:00:00Z");

  private final TypedCommands typed = new TypedCommands();

  @BeforeEach
  void twoPartners() {
    typed.service(PartnerViews.class);
    typed.answer =
        List.of(
            new PartnerView(
                "cn",
                "amity-1",
                "https",
                "file",
                PartnerView.Link.UP,
                Optional.of(AT),
                "",
                Optional.of(Duration.ofMillis(-250)),
                3,
                Optional.of(AT),
                Optional.of(AT),
                Optional.empty(),
                "ours",
                List.of("theirs"),
                List.of(
                    new PartnerView.Certificate("own", "CN=vn", AT.plusSeconds(60)),
                    new PartnerView.Certificate("partner", "CN=cn", AT)),
                List.of("something is not normal")),
            new PartnerView(
                "la",
                "amity-2",
                "amqps",
                "amqps",
                PartnerView.Link.UNUSED,
                Optional.empty(),
                "",
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "ours",
                List.of(),
                List.of(),
                List.of()));
  }

  @Test
  void theTableShowsEachLinkAndWhatIsNotNormal() throws Exception {
    String text = typed.run(PartnersCommand.class, c -> {}, Role.VIEWER);
    assertThat(text.lines().map(line -> line.replaceAll(" +", " ")))
        .hasSize(4)
        .anySatisfy(
            line -> assertThat(line).startsWith("cn amity-1 https file UP ").contains(" -0.3 s 3 "))
        .contains("la amity-2 amqps amqps UNUSED - - 0 - - - -", "! cn: something is not normal");
  }

  @Test
  void theDocumentHasKeysAndCertificates() throws Exception {
    JsonNode all =
        new ObjectMapper()
            .readTree(typed.run(PartnersCommand.class, c -> c.json = true, Role.VIEWER));
    JsonNode first = all.isArray() ? all.get(0) : all.elements().next().get(0);
    assertThat(first.path("clockAheadMs").asInt()).isEqualTo(-250);
    assertThat(first.path("certificates").get(1).path("expires").asText())
        .isEqualTo("2026-11-23T05:00:00Z");
    assertThat(first.path("partnerKeys").get(0).asText()).isEqualTo("theirs");
    assertThat(first.path("warnings").get(0).asText()).isEqualTo("something is not normal");
  }

  @Test
  void statusNamesThePartnerThatIsNotNormal() throws Exception {
    assertThat(typed.run(StatusCommand.class, c -> {}, Role.VIEWER))
        .contains("partners   1 of 2 up", "! partner 'cn': something is not normal");
  }
}
