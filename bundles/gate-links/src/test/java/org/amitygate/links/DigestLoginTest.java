package org.amitygate.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.amitygate.links.DigestLogin.Challenge;
import org.junit.jupiter.api.Test;

/** The vectors are those of RFC 7616, 3.9.1 and RFC 2617, 3.5. */
class DigestLoginTest {

  private static final String MD5 =
      "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=MD5,"
          + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
          + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
  private static final String SHA256 = MD5.replace("algorithm=MD5", "algorithm=SHA-256");
  private static final String CLIENT_NONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

  private static String answer(Challenge challenge) {
    return DigestLogin.answer(
        challenge, "Mufasa", "Circle of Life", "GET", "/dir/index.html", 1, CLIENT_NONCE);
  }

  @Test
  void answersWithMd5() {
    assertThat(answer(DigestLogin.strongest(List.of(MD5)).orElseThrow()))
        .isEqualTo(
            "Digest username=\"Mufasa\", realm=\"http-auth@example.org\","
                + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
                + " uri=\"/dir/index.html\","
                + " response=\"8ca523f5e9506fed4657c9700eebdbec\", algorithm=MD5, qop=auth,"
                + " nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\","
                + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
  }

  @Test
  void answersWithSha256AndPrefersIt() {
    String expected =
        "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"";
    assertThat(answer(DigestLogin.strongest(List.of(MD5, SHA256)).orElseThrow()))
        .contains(expected);
    assertThat(answer(DigestLogin.strongest(List.of(SHA256, MD5)).orElseThrow()))
        .contains(expected);
    assertThat(answer(DigestLogin.strongest(List.of(MD5 + ", " + SHA256)).orElseThrow()))
        .contains(expected);
  }

  @Test
  void answersTheExampleOfRfc2617() {
    String header =
        "Digest realm=\"testrealm@host.com\",qop=\"auth,auth-int\","
            + "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\","
            + "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";
    Challenge challenge = DigestLogin.strongest(List.of(header)).orElseThrow();
    assertThat(
            DigestLogin.answer(
                challenge, "Mufasa", "Circle Of Life", "GET", "/dir/index.html", 1, "0a4f113b"))
        .contains("response=\"6629fae49393a05397450978507c4ef1\"");
  }

  @Test
  void answersWithoutAQualityAsOldDevicesWantIt() {
    Challenge challenge =
        DigestLogin.strongest(List.of("Digest realm=\"r\", nonce=\"n\"")).orElseThrow();
    // MD5(MD5(u:r:p):n:MD5(GET:/)), computed with md5sum
    assertThat(DigestLogin.answer(challenge, "u", "p", "GET", "/", 1, "c"))
        .contains("response=\"f23121ca97143c6b358da620220c83b4\"")
        .doesNotContain("qop", "cnonce", "nc=");
  }

  @Test
  void findsDigestAmongOtherSchemes() {
    assertThat(DigestLogin.strongest(List.of("Basic realm=\"a, Digest b\", " + MD5)))
        .map(Challenge::realm)
        .contains("http-auth@example.org");
    assertThat(DigestLogin.strongest(List.of("Negotiate", "Basic realm=\"x\""))).isEmpty();
  }

  @Test
  void leavesWhatItCannotAnswer() {
    assertThat(DigestLogin.strongest(List.of(MD5.replace("MD5", "SHA-512-256")))).isEmpty();
    assertThat(DigestLogin.strongest(List.of(MD5.replace("auth, auth-int", "auth-int")))).isEmpty();
    assertThat(DigestLogin.strongest(List.of("Digest realm=\"r\""))).isEmpty();
    assertThat(DigestLogin.strongest(List.of())).isEmpty();
  }

  @Test
  void readsQuotedPairsAndStale() {
    Challenge challenge =
        DigestLogin.strongest(
                List.of("digest Realm=\"a \\\"b\\\" c\", NONCE=n1, stale=TRUE, qop=auth"))
            .orElseThrow();
    assertThat(challenge.realm()).isEqualTo("a \"b\" c");
    assertThat(challenge.nonce()).isEqualTo("n1");
    assertThat(challenge.stale()).isTrue();
    assertThat(DigestLogin.answer(challenge, "u\"x", "p", "GET", "/", 255, "c"))
        .contains("realm=\"a \\\"b\\\" c\"", "username=\"u\\\"x\"", "nc=000000ff");
  }

  @Test
  void neverFailsWhateverTheHeader() {
    long seed = 20_261_123;
    System.out.println("DigestLoginTest: seed " + seed);
    Random random = new Random(seed);
    String alphabet = "Digest realm=\"nonce\\,;= \tqop auth\u0000\u00ff";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder header = new StringBuilder();
      for (int n = random.nextInt(60); n > 0; n--) {
        header.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      DigestLogin.strongest(
          List.of(header.toString(), MD5.substring(0, random.nextInt(MD5.length()))));
    }
    assertThat(DigestLogin.strongest(List.of("Digest ".repeat(100_000)))).isEmpty();
  }
}
