package org.amitygate.camel.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.amitygate.flow.Flow;
import org.amitygate.flow.StageExchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.RoutePolicySupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a flow may not be made of. */
class FlowRulesTest {

  static Stream<Arguments> refused() {
    return Stream.of(
        route("seda", f -> one(f).to("seda:later").to("crossing:done"), "sends to \"seda:later\""),
        route(
            "http",
            f -> one(f).to("netty-http:http://x/y").to("crossing:done"),
            "a flow may only use crossing, device"),
        route("file", f -> one(f).to("file:/tmp").to("crossing:done"), "sends to \"file:/tmp\""),
        route(
            "hidden scheme",
            f -> one(f).to("{{where}}:later").to("crossing:done"),
            "sends to \"{{where}}:later\""),
        route(
            "nested",
            f -> one(f).choice().when(e -> true).to("seda:x").end().to("crossing:done"),
            "seda:x"),
        route(
            "clock",
            f -> one(f).setProperty("at", f.simple("${date:now:HH}")).to("crossing:done"),
            "reads ${date:now:HH}, which is not of the crossing"),
        route(
            "randomness",
            f ->
                one(f)
                    .choice()
                    .when(f.simple("${random(2)} == 1"))
                    .to("crossing:done")
                    .end()
                    .to("crossing:done"),
            "reads ${random(2)}"),
        route("delay", f -> one(f).delay(1000).to("crossing:done"), "uses delay"),
        route("wireTap", f -> one(f).wireTap("direct:x").to("crossing:done"), "uses wireTap"),
        route("toD", f -> one(f).toD("crossing:next/${header.x}"), "uses toD"),
        route(
            "recipientList",
            f -> one(f).recipientList(f.constant("direct:x")),
            "uses recipientList"),
        route(
            "dynamicRouter",
            f -> one(f).dynamicRouter(f.constant("direct:x")),
            "uses dynamicRouter"),
        route("routingSlip", f -> one(f).routingSlip(f.constant("direct:x")), "uses routingSlip"),
        route("enrich", f -> one(f).enrich("direct:x").to("crossing:done"), "uses enrich"),
        route(
            "pollEnrich",
            f -> one(f).pollEnrich("direct:x").to("crossing:done"),
            "uses pollEnrich"),
        route("threads", f -> one(f).threads(2).to("crossing:done"), "uses threads"),
        route("split", f -> one(f).split(f.body()).to("crossing:done"), "uses split"),
        route("multicast", f -> one(f).multicast().to("crossing:done"), "uses multicast"),
        route(
            "aggregate",
            f ->
                one(f)
                    .aggregate(f.constant(true), (a, b) -> b)
                    .completionSize(1)
                    .to("crossing:done"),
            "uses aggregate"),
        route("throttle", f -> one(f).throttle(1).to("crossing:done"), "uses throttle"),
        route("loop", f -> one(f).loop(2).to("crossing:done"), "uses loop"),
        route("script", f -> one(f).script(f.constant("x")).to("crossing:done"), "uses script"),
        route("bean", f -> one(f).bean(new Object()).to("crossing:done"), "uses bean"),
        route("setBody", f -> one(f).setBody(f.constant("x")).to("crossing:done"), "uses setBody"),
        route(
            "onException",
            f -> {
              f.onException(Exception.class).handled(true).to("crossing:done");
              one(f).to("crossing:done");
            },
            "uses onException"),
        route(
            "onCompletion",
            f -> one(f).onCompletion().to("log:x").end().to("crossing:done"),
            "uses onCompletion"),
        route(
            "error handler",
            f -> {
              f.errorHandler(f.defaultErrorHandler().maximumRedeliveries(3));
              one(f).to("crossing:done");
            },
            "has an error handler"),
        route(
            "route policy",
            f -> one(f).routePolicy(new RoutePolicySupport() {}).to("crossing:done"),
            "has a route policy"),
        route(
            "route policy by name",
            f -> one(f).routePolicyRef("mine").to("crossing:done"),
            "has a route policy"),
        route(
            "language",
            f -> one(f).filter().language("groovy", "true").to("crossing:done"),
            "uses the language groovy"),
        route(
            "method",
            f -> one(f).filter(f.method(new Object(), "hashCode")).to("crossing:done"),
            "uses the language bean"),
        route(
            "from timer",
            f -> {
              f.from("timer:x?period=1000").to("log:x");
              one(f).to("crossing:done");
            },
            "route from(\"timer:x?period=1000\") is not allowed"),
        route(
            "from device",
            f -> {
              f.from("device:x?ask=y&within=1s").to("log:x");
              one(f).to("crossing:done");
            },
            "is not allowed; a flow's routes begin with crossing:stage/NAME or direct:NAME"),
        route(
            "from next",
            f -> {
              f.from("crossing:next/two").to("crossing:done");
              one(f).to("crossing:done");
            },
            "cannot be a route's from"),
        route(
            "two routes",
            f -> {
              one(f).to("crossing:done");
              one(f).to("crossing:done");
            },
            "there are two routes from(\"crossing:stage/one\")"),
        route("no route", f -> f.from("direct:x").to("log:x"), "the stage 'one' has no route"),
        route(
            "not started",
            f -> f.from("crossing:stage/one").autoStartup(false).to("crossing:done"),
            "the stage 'one' has no route"),
        route(
            "undeclared",
            f -> {
              one(f).to("crossing:done");
              f.from("crossing:stage/three").to("crossing:done");
            },
            "names the stage 'three'"),
        route(
            "throws",
            f -> {
              throw new IllegalStateException("not today");
            },
            "flow bench 1.0.0: not today"),
        route(
            "does not link",
            f -> {
              throw new NoClassDefFoundError("org/other/Gone");
            },
            "flow bench 1.0.0: org/other/Gone"));
  }

  private static Arguments route(String name, Flows.Routes routes, String sentence) {
    return Arguments.of(name, Flows.of(routes), sentence);
  }

  private static org.apache.camel.model.RouteDefinition one(RouteBuilder flow) {
    return flow.from("crossing:stage/one");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refusedWithOneClearSentence(String name, Flow flow, String sentence) {
    assertThatThrownBy(() -> new FlowBench(flow, Map.of("where", "seda")).close())
        .isInstanceOf(FlowRefused.class)
        .hasMessageContaining(sentence)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  /** Each of what differs from run to run or is not of the crossing, as simple says it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "${date:now:HH}",
        "$simple{date:now:HH}",
        "${ random(2)}",
        "${uuid}",
        "${env:HOME}",
        "${sys.user.name}",
        "${sysenv.HOME}",
        "${bean:clock}",
        "${ref:clock}",
        "${camelContext.uptime}",
        "${camelId}",
        "${exchange}",
        "${exchangeId}",
        "${hash(x)}",
        "${hostname}",
        "${id}",
        "${logExchange}",
        "${messageTimestamp}",
        "${properties:x}",
        "${threadId}",
        "${threadName}",
        "${type:java.lang.Integer.MAX_VALUE}"
      })
  void whatIsNotOfTheCrossingIsNotRead(String simple) {
    Flow flow = Flows.of(f -> one(f).setProperty("x", f.simple("a " + simple)).to("crossing:done"));
    assertThatThrownBy(() -> new FlowBench(flow).close())
        .isInstanceOf(FlowRefused.class)
        .hasMessageContaining("reads " + simple + ", which is not of the crossing");
  }

  @Test
  void stagesMustBeDeclaredWell() {
    Flows.Routes none = flow -> {};
    assertThatThrownBy(() -> new FlowBench(Flows.flow(List.of(), none)).close())
        .hasMessageContaining("declares no stages");
    assertThatThrownBy(() -> new FlowBench(Flows.flow(List.of("One"), none)).close())
        .hasMessageContaining("the stage 'One' must be named with small letters");
    assertThatThrownBy(() -> new FlowBench(Flows.flow(List.of("one", "one"), none)).close())
        .hasMessageContaining("declares the stage 'one' twice");
  }

  @Test
  void everythingAllowedIsAllowed() {
    Flow whole =
        Flows.of(
            f -> {
              f.from("direct:end")
                  .choice()
                  .when(e -> true)
                  .to("crossing:next/two")
                  .otherwise()
                  .to("crossing:done");
              f.from("crossing:stage/one")
                  .log("stage of ${header.GateLane}")
                  .to("log:org.amitygate.test?level=DEBUG")
                  .setHeader("x", f.constant("1"))
                  .setProperty("y", f.simple("${header.x}"))
                  .removeHeader("x")
                  .validate(e -> true)
                  .filter(f.exchangeProperty("y").isEqualTo("1"))
                  .process(e -> StageExchange.facts(e).put("filtered", true))
                  .end()
                  .doTry()
                  .throwException(new IllegalStateException("caught"))
                  .doCatch(IllegalStateException.class)
                  .to("direct:end")
                  .end();
            });
    try (FlowBench bench = new FlowBench(whole)) {
      FlowBench.Came came = bench.stage("one").run();
      assertThat(came.inWords()).isEqualTo("next two");
      assertThat(came.facts()).containsEntry("filtered", true);
    }
  }

  @Test
  void aProcessorCannotReachOutThroughTheContextEither() {
    Flow flow =
        Flows.of(
            f ->
                f.from("crossing:stage/one")
                    .process(e -> e.getContext().createProducerTemplate().sendBody("seda:out", "x"))
                    .to("crossing:done"));
    try (FlowBench bench = new FlowBench(flow)) {
      assertThatThrownBy(() -> bench.stage("one").run()).hasMessageContaining("seda");
    }
  }

  @Test
  void aComponentUsedOutsideAStageSaysSo() {
    Flow flow =
        Flows.of(
            f ->
                f.from("crossing:stage/one")
                    .process(
                        e -> e.getContext().createProducerTemplate().sendBody("crossing:done", "x"))
                    .to("crossing:done"));
    try (FlowBench bench = new FlowBench(flow)) {
      assertThatThrownBy(() -> bench.stage("one").run())
          .rootCause()
          .hasMessage("the gate's components can only be used inside a stage");
    }
  }
}
