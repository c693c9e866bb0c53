package org.amitygate.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {

  private final Passwords passwords = new Passwords();

  @Test
  void knowsTheRightPasswordAgainAndAgain() {
    String kept = passwords.encryptPassword("Hữu Nghị 友谊");

    assertThat(kept).matches("600000:[0-9a-f]{32}:[0-9a-f]{64}");
    assertThat(passwords.checkPassword("Hữu Nghị 友谊", kept)).isTrue();
    assertThat(passwords.checkPassword("Hữu Nghị 友谊", kept)).isTrue();
    assertThat(passwords.checkPassword("Huu Nghi 友谊", kept)).isFalse();
    assertThat(new Passwords().checkPassword("Hữu Nghị 友谊", kept)).isTrue();
  }

  @Test
  void anotherSaltMakesAnotherHash() {
    String one = passwords.encryptPassword("same");
    String two = passwords.encryptPassword("same");

    assertThat(one).isNotEqualTo(two);
    assertThat(passwords.checkPassword("same", one)).isTrue();
    assertThat(passwords.checkPassword("same", two)).isTrue();
  }

  @Test
  void whatIsRememberedAsRightIsRightForThatAccountOnly() {
    String kept = passwords.encryptPassword("hers");
    String other = passwords.encryptPassword("his");

    assertThat(passwords.checkPassword("hers", kept)).isTrue();
    assertThat(passwords.checkPassword("hers", other)).isFalse();
  }

  @Test
  void hashesAsPublished() {
    // RFC 7914, section 11: PBKDF2-HMAC-SHA-256 of "passwd", salt "salt", 1 round, the first 32
    // bytes.
    String kept = "1:73616c74:55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc";

    assertThat(passwords.checkPassword("passwd", kept)).isTrue();
    assertThat(passwords.checkPassword("passwe", kept)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "1:2",
        "0:73616c74:00",
        "x:73616c74:00",
        "1:zz:00",
        "99999999:00:00",
        "1:73616c74:",
        "1:73616c74:55ac"
      })
  void whatIsNoHashMatchesNothing(String kept) {
    assertThat(passwords.checkPassword(kept, kept)).isFalse();
    assertThat(passwords.checkPassword("", kept)).isFalse();
  }

  @Test
  void nothingMatchesNothing() {
    assertThat(passwords.checkPassword(null, null)).isFalse();
    assertThat(passwords.checkPassword(null, "x")).isFalse();
    assertThat(passwords.checkPassword("x", null)).isFalse();
  }

  @Test
  void randomPasswordsAreLongAndDiffer() {
    assertThat(Stream.generate(passwords::random).limit(1000).distinct().count()).isEqualTo(1000);
    assertThat(IntStream.range(0, 100).mapToObj(i -> passwords.random()))
        .allMatch(password -> password.matches("([a-z2-9]{6}-){3}[a-z2-9]{6}"));
  }
}
