package org.amitygate.core.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.Test;

class RecordingTest {

  private static final String AT = "2026-11-23T02:00:00Z";

  private final List<Entry> records = new ArrayList<>();

  private RecordingTest record(String json) {
    return record(json, null);
  }

  private RecordingTest record(String json, String personal) {
    records.add(
        new Entry(
            "crossing:x",
            records.size() + 1,
            new UUID(0, records.size()),
            Instant.parse(AT),
            tree(json),
            Optional.ofNullable(personal).map(RecordingTest::tree)));
    return this;
  }

  private static ObjectNode tree(String json) {
    return Json.tree(json.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private RecordingTest begun() {
    return record(
        "{'type':'CrossingBegun','v':2,'facts':{'grossKg':7}}", "{'facts':{'plate':'29C'}}");
  }

  private RecordingTest completed(String members) {
    return record(
        "{'type':'StageCompleted','v':3,'stage':'a','visit':2,'enteredAt':'"
            + AT
            + "','outcome':'Done','detail':{},'effects':[],'settings':'s',"
            + members
            + "}");
  }

  private Recording recording() {
    return Recording.of(records);
  }

  @Test
  void factsAreThoseAtTheBeginningWithAllChanges() {
    begun()
        .completed("'facts':{'looks':1}")
        .completed("'facts':{},'removed':['grossKg']")
        .completed("'facts':{}");

    assertThat(recording().runs())
        .extracting(run -> run.facts().toString().replace('"', '\''))
        .containsExactly(
            "{'grossKg':7,'plate':'29C'}",
            "{'grossKg':7,'plate':'29C','looks':1}",
            "{'plate':'29C','looks':1}");
  }

  @Test
  void aFactThatWasCorrectedBetweenStagesIsTheCorrectedOne() {
    begun()
        .record("{'type':'FactCorrected','v':1,'fact':'seal'}", "{'before':'','value':'VN2'}")
        .completed("'facts':{}");
    assertThat(recording().runs().get(0).facts().path("seal").asText()).isEqualTo("VN2");
  }

  @Test
  void aFactThatTheGateDidNotTakeIsNotThereAfterwards() {
    begun()
        .completed("'facts':{'declaration':1},'notKept':['declaration']")
        .completed("'facts':{}");
    List<RecordedRun> runs = recording().runs();
    assertThat(runs.get(0).decision().path("facts").has("declaration")).isTrue();
    assertThat(runs.get(1).facts().has("declaration")).isFalse();
  }

  @Test
  void aRunThatWasGivenWhatWasCorrectedMeanwhileIsCountedAndNotRehearsed() {
    begun()
        .record("{'type':'FactCorrected','v':1,'fact':'seal'}", "{'before':'','value':'VN2'}")
        .completed("'facts':{'looks':1},'meanwhile':['seal']")
        .completed("'facts':{}");
    assertThat(recording().runs())
        .extracting(run -> run.facts().toString().replace('"', '\''))
        .containsExactly("{'grossKg':7,'plate':'29C','seal':'VN2','looks':1}");
    assertThat(recording().notReplayable()).isEqualTo(Map.of(Recording.CORRECTED, 1));
  }

  @Test
  void bothPartsOfAnAnswerAreItsAnswer() {
    begun()
        .record(
            "{'type':'QuestionAnswered','v':3,'visit':2,'call':1,'question':{'confidence':95},'answer':{'kind':'EXACT'}}",
            "{'question':{'declarationOf':'29C'},'answer':{'declaration':{'trader':'T'}}}")
        .completed("'facts':{}");
    RecordedRun.Asked asked = recording().runs().get(0).asked().get(1);
    assertThat(asked.question()).isEqualTo(tree("{'confidence':95,'declarationOf':'29C'}"));
    assertThat(asked.answer()).isEqualTo(tree("{'kind':'EXACT','declaration':{'trader':'T'}}"));
  }

  @Test
  void whatAnEarlierVersionRecordedIsCountedAndNotRehearsed() {
    record("{'type':'CrossingBegun','v':1}")
        .completed("'facts':{}")
        .record("{'type':'StageCompleted','v':2,'stage':'a','visit':2,'facts':{}}")
        .completed("'facts':{}");
    assertThat(recording().runs()).isEmpty();
    assertThat(recording().notReplayable()).isEqualTo(Map.of(Recording.EARLIER, 3));
  }

  @Test
  void theFirstStagesOfACrossingThatBeganBeforeAnUpdateOfTheGateEndItsRehearsal() {
    begun()
        .completed("'facts':{}")
        .record("{'type':'StageCompleted','v':2,'stage':'a','visit':2,'facts':{}}")
        .completed("'facts':{}");
    assertThat(recording().runs()).hasSize(1);
    assertThat(recording().notReplayable()).isEqualTo(Map.of(Recording.EARLIER, 2));
  }

  @Test
  void whatIsErasedIsNotRehearsed() {
    begun()
        .completed("'facts':{}")
        .record("{'type':'PersonalValuesErased','v':1,'from':1,'through':2}");
    assertThat(recording().runs()).isEmpty();
    assertThat(recording().notReplayable()).isEqualTo(Map.of(Recording.ERASED, 1));
  }

  @Test
  void runsWithoutAResultAreCounted() {
    begun()
        .record("{'type':'StageFailed','v':2,'stage':'a','failures':1}")
        .record("{'type':'StageOvertaken','v':1,'stage':'a','visit':2}")
        .record("{'type':'Held','v':2,'reason':'SYSTEM'}");
    assertThat(recording().notReplayable())
        .isEqualTo(Map.of(Recording.FAILED, 1, Recording.OVERTAKEN, 1));
  }
}
