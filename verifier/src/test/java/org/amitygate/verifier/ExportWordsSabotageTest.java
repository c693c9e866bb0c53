package org.amitygate.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.amitygate.verifier.Copy.Outcome;
import org.amitygate.verifier.Copy.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nowhere in an exported file stand words that are not verified. */
class ExportWordsSabotageTest extends ExportedFile {

  @Test
  void whatNoExportSaysOfSealsProofsAndItselfIsFound() throws Exception {
    for (String[] change :
        new String[][] {
          {"seals.jsonl", "{\"day\":", "{\"Root\":\"\",\"day\":"},
          {"proofs.jsonl", "{\"stream\":", "{\"note\":\"\",\"stream\":"},
          {"export.json", "\"exportedAt\"", "\"note\":\"sealed\",\"exportedAt\""},
          {"export.json", "\"through\"", "\"note\":\"sealed\",\"through\""},
        }) {
      Path file = export(Store.SQLITE, "--crossing", "HN-2");
      lines(
          file, change[0], lines -> lines.replaceAll(line -> replaced(line, change[1], change[2])));
      Outcome outcome = verify(file);
      assertThat(outcome.said())
          .as(change[2])
          .contains("of the exported file cannot be read: the format has no '");
      assertThat(outcome.status()).as(change[2]).isEqualTo(2);
    }
  }

  /** Where a number, a time or an array belongs, something else can say anything. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      quoteCharacter = '`',
      value = {
        "proofs.jsonl = path = {'by customs': '00'}",
        "proofs.jsonl = path = [{'by customs': '00'}]",
        "proofs.jsonl = path = 'by customs'",
        "export.json = v = '1'",
        "export.json = v = 1.5",
        "export.json = journal = {'Body': 'by customs'}",
        "export.json = exportedAt = 'by customs'",
        "export.json = from = ['by customs']",
        "export.json = to = 'by customs'",
        "export.json = streams = ['by customs']",
        "export.json = streams = {'by customs': {'stream': '', 'from': 0, 'through': 0}}",
        "export.json = streams = [{'stream': ['by customs'], 'from': 0, 'through': 0}]",
        "export.json = streams = [{'stream': '', 'from': 'by customs', 'through': 0}]",
        "export.json = evidenceNotKept = [{'Body': 'by customs'}]",
        "export.json = evidenceNotKept = 'by customs'",
      })
  void whatIsOfAnotherKindThanTheFormatSaysIsFound(String part, String member, String value)
      throws Exception {
    Outcome outcome = with(part, member, value);
    assertThat(outcome.said()).contains(" of the exported file cannot be read: ");
    assertThat(outcome.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      quoteCharacter = '`',
      value = {
        "evidenceNotKept = ['by customs'] = the evidence file by customs is named by no record",
        "streams = [{'stream': 'by customs', 'from': 0, 'through': 0}] = by customs, record 1: it",
      })
  void whatAFileSaysOfNoneOfItsRecordsIsFound(String member, String value, String finding)
      throws Exception {
    Outcome outcome = with("export.json", member, value);
    assertThat(outcome.said()).contains("this is wrong\n! " + finding);
    assertThat(outcome.status()).isEqualTo(1);
  }

  /** What is said of the exported crossing when a member of the lines of a part is another. */
  private Outcome with(String part, String member, String value) throws Exception {
    Path file = export(Store.SQLITE, "--crossing", "HN-2");
    JsonNode other = Lines.read(value.replace('\'', '"'));
    lines(
        file,
        part,
        lines -> {
          List<String> objects = part.endsWith("l") ? lines : List.of(String.join("", lines));
          List<String> changed = objects.stream().map(line -> with(line, member, other)).toList();
          lines.clear();
          lines.addAll(changed);
        });
    return verify(file);
  }

  private static String with(String line, String member, JsonNode value) {
    try {
      return ((ObjectNode) Lines.read(line)).set(member, value).toString();
    } catch (Wrong e) {
      throw new IllegalStateException(e);
    }
  }
}
