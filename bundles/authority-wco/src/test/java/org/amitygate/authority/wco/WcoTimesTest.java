package org.amitygate.authority.wco;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.amitygate.authority.Answer;
import org.amitygate.authority.Answer.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WcoTimesTest {

  @ParameterizedTest
  @CsvSource({
    "304, 20191113172216Z, 2019-11-13T17:22:16Z",
    "304, 20191113172216+07, 2019-11-13T10:22:16Z",
    "304, 20191113172216+0700, 2019-11-13T10:22:16Z",
    "304, 20191113172216-03:30, 2019-11-13T20:52:16Z",
    "304, 20191113172216UTC, 2019-11-13T17:22:16Z",
    "304, 20191113172216GMT, 2019-11-13T17:22:16Z",
    "304, 20191113172216, 2019-11-13T17:22:16Z",
    "303, 201911131722+08, 2019-11-13T09:22:00Z",
    "208, 20191113172216+0800, 2019-11-13T09:22:16Z",
    "205, 201911131722-0800, 2019-11-14T01:22:00Z",
    "204, 20191113172216, 2019-11-13T17:22:16Z",
    "203, 201911131722, 2019-11-13T17:22:00Z",
    "102, 20191113, 2019-11-13T00:00:00Z",
    "'', 20191113, 2019-11-13T00:00:00Z",
    "'', 20191113172216Z, 2019-11-13T17:22:16Z",
    "'', 2019-11-13T17:22:16Z, 2019-11-13T17:22:16Z",
    "'', 2019-11-13T17:22:16.5+07:00, 2019-11-13T10:22:16.5Z",
    "'', 2019-11-13T17:22:16, 2019-11-13T17:22:16Z",
    "'', 2019-11-13, 2019-11-13T00:00:00Z",
    "304, 2019-11-13T17:22:16Z, 2019-11-13T17:22:16Z",
    "' 304 ', ' 20191113172216Z ', 2019-11-13T17:22:16Z",
    "304, 20200229000000Z, 2020-02-29T00:00:00Z",
  })
  void times(String formatCode, String written, Instant at) throws ProtocolException {
    assertThat(decode(issued(formatCode, written)).issuedAt()).contains(at);
  }

  @ParameterizedTest
  @CsvSource({
    "304, ''",
    "304, 20191113",
    "304, 201911131722Z",
    "102, 20191113172216",
    "203, 20191113",
    "304, 20191313172216Z",
    "304, 20190229172216Z",
    "304, 20191113242216Z",
    "304, 20191113176016Z",
    "304, 20191113172260Z",
    "304, 20191113172216EST",
    "304, 20191113172216+99",
    "304, 20191113172216+7",
    "304, 20191113172216Zulu",
    "101, 191113",
    "202, 191113172216",
    "999, 20191113172216Z",
    "'', 2019111317",
    "'', Wed Nov 13 00:00:00 UTC 2019",
    "'', 2019-11-13T25:00:00Z",
    "'', T",
    "'', yesterday",
  })
  void timesThatCannotBeReadAreEmptyAndSpoilNothing(String formatCode, String written)
      throws ProtocolException {
    Answer answer = decode(issued(formatCode, written));
    assertThat(answer.issuedAt()).isEmpty();
    assertThat(answer.verdict()).isEqualTo(Verdict.RELEASED);
  }

  @Test
  void theOtherFormOfATimeAndNoTimeAtAll() throws ProtocolException {
    String iso =
        "<FunctionCode>08</FunctionCode><IssueDateTime><DateTime>2019-11-13T17:22:16+08:00</DateTime></IssueDateTime>";
    assertThat(decode(raw(iso)).issuedAt()).contains(Instant.parse("2019-11-13T09:22:16Z"));
    assertThat(decode(raw("<FunctionCode>08</FunctionCode>")).issuedAt()).isEmpty();
    String elsewhere =
        "<Status><EffectiveDateTime><DateTimeString>20191113</DateTimeString></EffectiveDateTime></Status>";
    assertThat(decode(raw("<FunctionCode>08</FunctionCode>" + elsewhere)).issuedAt()).isEmpty();
    String noCode =
        "<FunctionCode>08</FunctionCode><IssueDateTime><DateTimeString>20191113172216Z</DateTimeString></IssueDateTime>";
    assertThat(decode(raw(noCode)).issuedAt()).contains(Instant.parse("2019-11-13T17:22:16Z"));
  }

  private static String issued(String formatCode, String written) {
    return raw(
        "<FunctionCode>08</FunctionCode><IssueDateTime><DateTimeString formatCode=\""
            + formatCode
            + "\">"
            + written
            + "</DateTimeString></IssueDateTime>");
  }

  private static String raw(String content) {
    return "<MetaData><Response>" + content + "</Response></MetaData>";
  }

  private static Answer decode(String text) throws ProtocolException {
    return new WcoProtocol().decode(text.getBytes(StandardCharsets.UTF_8));
  }
}
