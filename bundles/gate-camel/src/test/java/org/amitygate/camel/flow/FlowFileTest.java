package org.amitygate.camel.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.amitygate.camel.gateway.FakeConfig;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch;
import org.amitygate.core.crossing.FlowRunner.DeviceAnswer;
import org.amitygate.core.crossing.FlowRunner.Questions;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.crossing.Signal;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.device.WeightMeasured;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Version;

/** A flow as a file of Camel's YAML runs like any other, and can say nothing else. */
class FlowFileTest {

  private static final String CARGO =
      """
      - route:
          id: arrive
          from:
            uri: crossing:stage/arrive
            parameters:
              compatible: 2
            steps:
              - to:
                  uri: crossing:await
                  parameters:
                    answer: plate.entry
                    within: "{{identify.within:30s}}"
                    late: hold:ID_UNREADABLE
                    then: identify
      - route:
          from:
            uri: crossing:stage/identify
            steps:
              - to:
                  uri: crossing:keep
                  parameters:
                    plate: ${signal(plate)}
                    confidence: ${signal(confidence)}
              - choice:
                  when:
                    - simple: ${fact(plate)} == null
                      steps:
                        - to: crossing:hold?reason=ID_UNREADABLE
                    - simple: ${fact(confidence)} < {{plate.minConfidence:80}}
                      steps:
                        - to: crossing:hold?reason=ID_CONFUSABLE&text=[plate] is not sure
                  otherwise:
                    steps:
                      - to: crossing:next/weigh
      - route:
          from:
            uri: crossing:stage/weigh?compatible=1
            steps:
              - to: device:weighbridge?ask=weigh&within=15s
              - to:
                  uri: crossing:keep
                  parameters:
                    grossKg: ${answer(grossKg)}
              - choice:
                  when:
                    - simple: ${answer(grossKg)} > 49000
                      steps:
                        - to: crossing:hold?reason=WEIGHT&text=[grossKg] kg
                  otherwise:
                    steps:
                      - to: direct:end
      - route:
          from:
            uri: direct:end
            steps:
              - to: crossing:done
      """;

  private final FakeConfig config = new FakeConfig();
  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final FlowContexts contexts =
      new FlowContexts(config, DefaultCamelContext::new, executor);

  @AfterEach
  void close() {
    contexts.close();
    executor.shutdownNow();
  }

  private void install(String text) {
    contexts.add("cargo", Version.parseVersion("1.2.0"), FlowFile.read("cargo", text));
    assertThat(contexts.whyNot("cargo", "1.2.0")).isEmpty();
  }

  private StageResult run(String stage, Optional<Signal> signal, long grossKg) {
    StageCall call =
        new StageCall(
            "c",
            "n",
            Role.EXIT,
            "L1",
            "cargo",
            "1.2.0",
            stage,
            1,
            Instant.EPOCH,
            Map.of(),
            signal,
            weighing(grossKg));
    return contexts.run(call).toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static Questions weighing(long grossKg) {
    return new Questions() {
      @Override
      public CompletionStage<DeviceAnswer> device(
          int call, String role, String ask, Duration within) {
        WeightMeasured weight = new WeightMeasured(Instant.EPOCH, grossKg, true, Map.of());
        return CompletableFuture.completedFuture(new DeviceAnswer(Optional.of(weight), ""));
      }

      @Override
      public CompletionStage<DeclarationMatch> declaration(
          int call, String plate, Optional<Integer> confidence) {
        throw new AssertionError();
      }
    };
  }

  private static Optional<Signal> read(Map<String, Object> data) {
    return Optional.of(new Signal("plate.entry", Instant.EPOCH, data));
  }

  @Test
  void itsStagesAreThoseOfItsRoutesInTheirOrder() {
    install(CARGO);
    assertThat(contexts.stages("cargo", "1.2.0")).hasValue(List.of("arrive", "identify", "weigh"));
    assertThat(contexts.compatible("cargo", "1.2.0")).isEqualTo(Map.of("arrive", 2, "weigh", 1));
  }

  @Test
  void itWaitsWithASettingOfTheGate() {
    install(CARGO);
    assertThat(run("arrive", Optional.empty(), 0).outcome())
        .isEqualTo(
            new StageOutcome.Await(
                List.of("plate.entry"), Duration.ofSeconds(30), "hold:ID_UNREADABLE", "identify"));
  }

  @Test
  void itKeepsWhatASignalSaysAndDecidesByIt() {
    install(CARGO);
    StageResult sure = run("identify", read(Map.of("plate", "29C-123.45", "confidence", 93L)), 0);
    assertThat(sure.outcome()).isEqualTo(new StageOutcome.Next("weigh"));
    assertThat(sure.facts()).isEqualTo(Map.of("plate", "29C-123.45", "confidence", 93L));
    assertThat(run("identify", read(Map.of("plate", "29C", "confidence", 79L)), 0).outcome())
        .isEqualTo(new StageOutcome.Hold(HoldReason.ID_CONFUSABLE, "29C is not sure"));
    assertThat(run("identify", read(Map.of()), 0).outcome())
        .isEqualTo(new StageOutcome.Hold(HoldReason.ID_UNREADABLE, ""));
  }

  @Test
  void itAsksADeviceAndDecidesByTheAnswer() {
    install(CARGO);
    StageResult light = run("weigh", Optional.empty(), 49_000);
    assertThat(light.outcome()).isEqualTo(new StageOutcome.Done());
    assertThat(light.facts()).isEqualTo(Map.of("grossKg", 49_000L));
    assertThat(run("weigh", Optional.empty(), 49_001).outcome())
        .isEqualTo(new StageOutcome.Hold(HoldReason.WEIGHT, "49001 kg"));
  }

  private static String one(String step) {
    return """
        - route:
            from:
              uri: crossing:stage/one
              steps:
                - %s
        """
        .formatted(step);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          process: {ref: '#class:java.lang.ProcessBuilder'}  | line 5: 'process' is not allowed
          script: {groovy: 'x'}                              | line 5: 'script' is not allowed
          bean: {beanType: java.lang.Runtime}                | line 5: 'bean' is not allowed
          delay: {constant: 5}                               | line 5: 'delay' is not allowed
          setHeader: {name: x, groovy: 'y'}                  | line 5: 'groovy' is not allowed
          setHeader: {name: x, simple: '${date:now}'}        | line 5: '${date:now}' asks what a flow's file may not
          setHeader: {name: x, simple: '${bean:x?method=y}'} | line 5: '${bean:x?method=y}' asks what
          setHeader: {name: x, simple: '${body.class}'}      | line 5: '${body.class}' asks what
          setHeader: {name: x, simple: '$simple{random(5)}'} | line 5: '$simple{random(5)}' asks what
          setHeader: {name: x, simple: 'resource:file:/x'}   | line 5: 'resource:file:/x' reads a file
          log: '${env.HOME}'                                 | line 5: '${env.HOME}' asks what
          to: 'crossing:hold?reason={{env:HOME}}'            | line 5: 'crossing:hold?reason={{env:HOME}}' reads no setting
          to: 'crossing:hold?reason={{service.host:x}}'      | line 5: 'crossing:hold?reason={{service.host:x}}' reads no setting
          """)
  void whatItMayNotSayIsRefusedWithItsLine(String step, String sentence) {
    assertThatThrownBy(() -> FlowFile.read("cargo", one(step)))
        .isInstanceOf(FlowRefused.class)
        .hasMessageStartingWith(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                | the file is empty
          'a: b'                                            | line 1: a flow's file is a list of routes
          '- beans: [{name: x, type: java.lang.Runtime}]'   | line 1: only routes may stand here
          '- errorHandler: {deadLetterChannel: {}}'         | line 1: only routes may stand here
          '- route: {id: x}'                                | line 1: the route begins nowhere
          '- route: {from: {uri: "crossing:stage/x"}, onException: []}' | line 1: 'onException' is not allowed
          '- ['                                             | it is no YAML:
          '- route: {? [a] : b}'                            | it is no YAML: Non scalar key
          """)
  void noFileThatIsNoneIsTaken(String text, String sentence) {
    assertThatThrownBy(() -> FlowFile.read("cargo", text))
        .isInstanceOf(FlowRefused.class)
        .hasMessageStartingWith(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          to: 'seda:x'                      | a flow may only use crossing, device
          to: 'crossing:next/nowhere'       | names the stage 'nowhere', which the flow does not declare
          to: 'crossing:keep?x=$'           |
          to: 'crossing:keep'               | keeps nothing
          to: 'crossing:keep?x-y=1'         | keeps a fact 'x-y'
          """)
  void theRulesOfAllFlowsAreItsRules(String step, String sentence) {
    contexts.add("cargo", Version.parseVersion("1.2.0"), FlowFile.read("cargo", one(step)));
    if (sentence == null) {
      assertThat(contexts.whyNot("cargo", "1.2.0")).isEmpty();
    } else {
      assertThat(contexts.whyNot("cargo", "1.2.0").orElseThrow()).contains(sentence);
    }
  }
}
