package org.amitygate.check.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class TlsRulesTest {

  @Test
  void onlyTlsRefusesByTls() {
    SSLHandshakeException alert =
        new SSLHandshakeException("Received fatal alert: bad_certificate");
    assertThat(TlsRules.byTls(alert)).isTrue();
    assertThat(TlsRules.byTls(new IOException("the request failed", alert))).isTrue();
    assertThat(TlsRules.byTls(new ConnectException("Connection refused"))).isFalse();
    assertThat(TlsRules.byTls(new HttpTimeoutException("request timed out"))).isFalse();
    assertThat(TlsRules.byTls(new EOFException("nothing came"))).isFalse();
  }
}
