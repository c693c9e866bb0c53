package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointUrisTest {

  private static final Map<String, String> TLS =
      Map.of("keyStore", "k", "trustStore", "t", "password", "p");

  private static Address partner(String uri) {
    return new Address("partner", "x", uri, TLS);
  }

  private static Address customs(String uri) {
    return new Address("authority", "customs", uri, Map.of());
  }

  @Test
  void inboundGetsBoundsAndMutualTls() {
    assertThat(EndpointUris.inbound(partner("netty-http:https://0.0.0.0:8443/partner")))
        .isEqualTo(
            "netty-http:https://0.0.0.0:8443/partner?httpMethodRestrict=POST&chunkedMaxContentLength=262144"
                + "&decoders=#gate-guard&encoders=#gate-notice&usingExecutorService=false&mapHeaders=false&bridgeEndpoint=true"
                + "&muteException=true&logWarnOnBadRequest=false&ssl=true&sslContextParameters=#partner-x-tls"
                + "&needClientAuth=true");
    assertThat(EndpointUris.inbound(customs("netty-http:http://127.0.0.1:1/c")))
        .doesNotContain("ssl", "needClientAuth");
  }

  @Test
  void outboundGetsTimeLimitsAndChecksTheHost() {
    assertThat(EndpointUris.outbound(partner("netty-http:https://gate.example/partner")))
        .isEqualTo(
            "netty-http:https://gate.example/partner?throwExceptionOnFailure=false&connectTimeout=5000"
                + "&requestTimeout=10000&keepAlive=true&lazyChannelCreation=true&chunkedMaxContentLength=262144"
                + "&ssl=true&sslContextParameters=#partner-x-tls&hostnameVerification=true");
    assertThat(EndpointUris.outbound(customs("netty-http:https://customs.example/q")))
        .contains("&sslContextParameters=#platform-tls&hostnameVerification=true");
    assertThat(EndpointUris.outbound(customs("netty-http:http://customs.example/q")))
        .doesNotContain("ssl");
  }

  @Test
  void whatIsWrittenStays() {
    String written =
        "netty-http:https://h:1/p?ssl=true&sslContextParameters=#partner-x-tls&requestTimeout=700&keepAlive=false";
    assertThat(EndpointUris.outbound(partner(written)))
        .startsWith(
            written + "&throwExceptionOnFailure=false&connectTimeout=5000&lazyChannelCreation")
        .containsOnlyOnce("requestTimeout=")
        .containsOnlyOnce("sslContextParameters=");
    assertThat(EndpointUris.inbound(partner(written)))
        .startsWith(written + "&httpMethodRestrict=POST");
  }

  @Test
  void transportsThatAreNotKnownAreLeftAlone() {
    assertThat(EndpointUris.inbound(customs("kafka:in?x=y"))).isEqualTo("kafka:in?x=y");
    assertThat(EndpointUris.outbound(partner("kafka:x"))).isEqualTo("kafka:x");
  }

  @Test
  void aFileIsTakenWholeAndWrittenWhole() {
    assertThat(EndpointUris.inbound(customs("file:/var/in?delay=5000")))
        .startsWith("file:/var/in?delay=5000&delete=true&antExclude=*.part&")
        .containsOnlyOnce("delay=");
    assertThat(EndpointUris.outbound(partner("file:/var/out")))
        .isEqualTo("file:/var/out?tempFileName=${file:name}.part&fileExist=Ignore");
  }

  @Test
  void whatLeavesThisMachineIsEncrypted() {
    assertThat(EndpointUris.inbound(partner("amqp:queue:in?broker=amqps://broker:5671")))
        .contains("&transacted=true&", "&sslContextParameters=#partner-x-tls");
    assertThat(EndpointUris.outbound(customs("ftps://a@h:21/out?password=RAW(x)")))
        .contains("&ftpClient.endpointCheckingEnabled=true", "sslContextParameters=#platform-tls");
    assertThat(EndpointUris.outbound(partner("sftp:h/out")))
        .contains("&strictHostKeyChecking=yes")
        .doesNotContain("sslContext");
    for (String loopback :
        new String[] {"amqp:queue:in?broker=amqp://[::1]:5672", "ftp://a@127.0.0.1:21/in"}) {
      assertThat(EndpointUris.inbound(partner(loopback))).doesNotContain("sslContext");
    }
    for (String bare :
        new String[] {
          "amqp:queue:in?broker=amqp://broker:5672",
          "ftp://h/in",
          "ftp:a@h:21/in?password=RAW(x@localhost)",
          "ftp://localhost@h/in"
        }) {
      assertThatThrownBy(() -> EndpointUris.inbound(partner(bare)))
          .isInstanceOf(NotUsable.class)
          .hasMessageContaining("beyond the loopback address a connection is encrypted; use ");
    }
    assertThatThrownBy(() -> EndpointUris.outbound(partner("amqp:queue:in")))
        .hasMessageContaining("the endpoint must name its broker: amqp:queue:NAME?broker=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "netty-http:https://h:1/p?needClientAuth=false",
        "netty-http:https://h:1/p?a=b&hostnameVerification=false",
        "netty-http:http://h:1/p",
        "netty-http:http://127.0.0.1.example:1/p",
        "netty-http:h:1/p",
        "netty-http:proxy://h:1/p"
      })
  void aPartnersChannelIsNeverLessThanMutual(String uri) {
    assertThatThrownBy(() -> EndpointUris.inbound(partner(uri)))
        .isInstanceOf(NotUsable.class)
        .hasMessageStartingWith("partner 'x': ");
    assertThatThrownBy(() -> EndpointUris.outbound(partner(uri))).isInstanceOf(NotUsable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "netty-http:http://localhost:1/p",
        "netty-http:http://127.0.0.1:1/p",
        "netty-http:http://[::1]:1/p"
      })
  void plainHttpOnlyOnTheLoopbackAddress(String uri) {
    assertThat(EndpointUris.inbound(partner(uri))).startsWith(uri);
    assertThat(EndpointUris.outbound(partner(uri))).startsWith(uri);
  }

  @Test
  void httpsWithoutKeysIsRefused() {
    Address none = new Address("partner", "x", "netty-http:https://h:1/p", Map.of());
    assertThatThrownBy(() -> EndpointUris.inbound(none))
        .hasMessageContaining("https needs tls.keyStore");
    assertThatThrownBy(() -> EndpointUris.outbound(none))
        .hasMessageContaining("https needs tls.keyStore");
    assertThatThrownBy(() -> EndpointUris.inbound(customs("netty-http:https://h:1/c")))
        .hasMessageStartingWith("authority 'customs': https needs");
  }

  @ParameterizedTest
  @CsvSource({
    "netty-http:http://h/p, h:80",
    "netty-http:https://h/p, h:443",
    "netty-http:https://h:8443/p?a=b, h:8443",
    "netty-http:http://[::1]:99/p, [::1]:99",
    "file:/var/in, partner 'x'"
  })
  void whatSharesASocket(String uri, String key) {
    assertThat(EndpointUris.socket(partner(uri))).isEqualTo(key);
  }
}
