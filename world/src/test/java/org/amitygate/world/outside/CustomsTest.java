package org.amitygate.world.outside;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.xml.parsers.DocumentBuilderFactory;
import org.amitygate.world.RecordedEvents;
import org.amitygate.world.plan.CustomsStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class CustomsTest {
  private static final Map<String, List<CustomsStep>> PLAN =
      Map.of(
          "DEC-1",
          List.of(new CustomsStep("02", 10, "DEC-1"), new CustomsStep("08", 10, "DEC-1")),
          "DEC-2",
          List.of(new CustomsStep("02", 10, "DEC-2")));

  private final RecordedEvents events = new RecordedEvents();
  private final Deque<Integer> statuses = new ArrayDeque<>();
  private final List<String> answers = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private HttpServer gate;
  private Customs customs;

  @BeforeEach
  void open() throws IOException {
    gate = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 10);
    gate.createContext(
        "/answers",
        exchange -> {
          answers.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          Integer status = statuses.poll();
          exchange.sendResponseHeaders(status == null ? 200 : status, -1);
          exchange.close();
        });
    gate.start();
    URI url = URI.create("http://127.0.0.1:" + gate.getAddress().getPort() + "/answers");
    customs =
        new Customs(
            "A",
            0,
            url,
            reference -> PLAN.getOrDefault(reference, List.of()),
            (reference, code) -> told.add(reference + " " + code),
            () -> 1_790_000_000_000_000L,
            events);
  }

  @AfterEach
  void close() {
    customs.close();
    gate.stop(0);
  }

  private int ask(String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + customs.port() + "/wco"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static String query(String reference) {
    return "<md:MetaData xmlns:md='a'><Declaration xmlns='b'><FunctionalReferenceID>"
        + reference
        + "</FunctionalReferenceID><BorderTransportMeans><ID>29C-123.45</ID></BorderTransportMeans></Declaration></md:MetaData>";
  }

  @Test
  void answersInOrderEachUntilTwoHundred() throws Exception {
    statuses.addAll(List.of(503, 202));
    assertThat(ask(query("DEC-1"))).isEqualTo(202);
    List<RecordedEvents.Event> done = events.await("customsAnswered", 4);
    assertThat(done.get(1)).matches(e -> e.is("code", "02") && e.is("acknowledged", true));
    assertThat(done.get(3))
        .matches(
            e -> e.is("code", "08") && e.is("acknowledged", true) && e.is("reference", "DEC-1"));
    assertThat(answers).hasSize(4);
    assertThat(answers.get(0)).isEqualTo(answers.get(1)).isEqualTo(answers.get(2));
    assertThat(told).containsExactly("DEC-1 02", "DEC-1 08");
    assertThat(events.named("customsAsked"))
        .singleElement()
        .matches(e -> e.is("plate", "29C-123.45"));
  }

  @Test
  void answersARepeatedQueryWithTheSameLetter() throws Exception {
    ask(query("DEC-1"));
    events.await("customsAnswered", 4);
    while (customs.waiting() > 0) {
      Thread.onSpinWait();
    }
    ask(query("DEC-1"));
    events.await("customsAnswered", 6);
    assertThat(answers.get(2)).isEqualTo(answers.get(1));
  }

  @Test
  void saysNothingWhereNothingIsPlanned() throws Exception {
    assertThat(ask(query("DEC-2"))).isEqualTo(202);
    assertThat(ask(query("DEC-3"))).isEqualTo(202);
    events.await("customsAnswered", 2);
    assertThat(events.named("customsAsked")).hasSize(2);
    assertThat(answers).hasSize(1);
  }

  @Test
  void refusesWhatIsNoQuery() throws Exception {
    assertThat(ask("nonsense")).isEqualTo(400);
    assertThat(ask("<MetaData/>")).isEqualTo(400);
    assertThat(ask("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hosts'>]>" + query("&b;")))
        .isEqualTo(400);
    assertThat(ask("<a>".repeat(10_000))).isEqualTo(400);
  }

  @Test
  void everyShapeIsXmlWithTheParts() throws Exception {
    boolean namespaces = false;
    boolean comments = false;
    for (int shape = 0; shape < 200; shape++) {
      String xml = CustomsXml.response("09", "DEC-000017", "abc", 1_790_000_000_000_000L, shape);
      Document document = parse(xml.getBytes(StandardCharsets.UTF_8));
      assertThat(paths(document.getDocumentElement()))
          .contains(
              "MetaData/Response/FunctionCode=09",
              "MetaData/Response/FunctionalReferenceID=abc",
              "MetaData/Response/IssueDateTime/DateTimeString=20260921141320Z",
              "MetaData/Response/Declaration/FunctionalReferenceID=DEC-000017");
      namespaces |= document.getDocumentElement().getNamespaceURI() != null;
      comments |= xml.contains("<!--");
    }
    assertThat(namespaces && comments).isTrue();
  }

  static Document parse(byte[] xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
  }

  static List<String> paths(Element element) {
    List<String> found = new CopyOnWriteArrayList<>();
    String name = element.getLocalName();
    boolean leaf = true;
    for (int i = 0; i < element.getChildNodes().getLength(); i++) {
      if (element.getChildNodes().item(i) instanceof Element child) {
        leaf = false;
        paths(child).forEach(path -> found.add(name + "/" + path));
      }
    }
    return leaf ? List.of(name + "=" + element.getTextContent()) : found;
  }
}
