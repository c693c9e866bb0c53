package org.amitygate.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.inject.Inject;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.karaf.core.OsgiDefaultCamelContext;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/**
 * Camel, packed again in bundles of our own, still finds its components, languages and converters.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class CamelIT {

  @Inject private BundleContext bundle;

  private CamelContext camel;

  @Configuration
  public Option[] server() throws IOException {
    return new Option[] {Server.assembly()};
  }

  @Before
  public void start() {
    camel = new OsgiDefaultCamelContext(bundle);
    camel.start();
  }

  @After
  public void stop() {
    camel.stop();
  }

  @Test
  public void speaksHttp() throws Exception {
    String uri = "netty-http:http://127.0.0.1:" + freePort() + "/greet";
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from(uri).setBody(simple("hello ${body}"));
          }
        });
    assertEquals(
        "hello neighbour",
        camel.createProducerTemplate().requestBody(uri, "neighbour", String.class));
  }

  @Test
  public void takesFiles() throws Exception {
    Path folder = Files.createTempDirectory("drop");
    folder.toFile().deleteOnExit();
    Files.write(folder.resolve("a.txt"), "one".getBytes(StandardCharsets.UTF_8));
    assertEquals(
        "one",
        camel
            .createConsumerTemplate()
            .receiveBody("file:" + folder + "?delete=true", 10_000, String.class));
  }

  @Test
  public void knowsEveryTransportOfPartners() throws Exception {
    for (String uri :
        new String[] {
          "amqp:queue:x?broker=amqp://127.0.0.1:" + freePort(),
          "ftp://gate@127.0.0.1:" + freePort() + "/x?connectTimeout=5000",
          "sftp://gate@127.0.0.1:" + freePort() + "/x?connectTimeout=5000"
        }) {
      try {
        camel.createProducerTemplate().sendBody(uri, "nobody listens");
        throw new AssertionError(uri);
      } catch (CamelExecutionException e) {
        StringBuilder why = new StringBuilder();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
          why.append(cause).append('\n');
        }
        assertTrue(uri + " " + why, why.toString().contains("Connection refused"));
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
