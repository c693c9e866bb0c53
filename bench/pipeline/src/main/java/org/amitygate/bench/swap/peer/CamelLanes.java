package org.amitygate.bench.swap.peer;

import io.netty.channel.ChannelHandlerContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.amitygate.bench.karaflane.LaneWork;
import org.apache.camel.Exchange;
import org.apache.camel.component.netty.NettyConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.RouteOnDemandReloadStrategy;

/**
 * Serves the lanes with plain Camel: one route for each, in an XML file, from a netty endpoint that
 * connects to the lane. Arguments: {@code FOLDER STORE PORT,PORT,…}. Says "ready"; told {@code
 * reload VERSION} on standard input, it writes the file with another version and has Camel's own
 * {@link RouteOnDemandReloadStrategy} load it again.
 */
public final class CamelLanes {

  private final Path folder;
  private final String[] ports;
  private final LaneWork work;

  private CamelLanes(Path folder, Path store, String[] ports) throws IOException {
    this.folder = folder;
    this.ports = ports;
    this.work = new LaneWork(store);
  }

  public static void main(String[] args) throws Exception {
    CamelLanes lanes = new CamelLanes(Path.of(args[0]), Path.of(args[1]), args[2].split(","));
    lanes.run();
  }

  private void run() throws Exception {
    DefaultCamelContext context = new DefaultCamelContext();
    context.getRegistry().bind("lane", (org.apache.camel.Processor) this::serve);
    RouteOnDemandReloadStrategy reload = new RouteOnDemandReloadStrategy(folder.toString(), false);
    reload.setPattern("*.xml");
    context.addService(reload);
    context.start();
    writeRoutes("1.0.0");
    reload.onReload("the start");
    say("ready");
    try (BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      for (String order = orders.readLine(); order != null; order = orders.readLine()) {
        writeRoutes(order.split(" ")[1]);
        reload.onReload("the benchmark");
        boolean up = context.getRoutes().size() == ports.length;
        say((up ? "reloaded, " : "reload failed, ") + context.getRoutes().size() + " routes");
      }
    }
    context.stop();
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private void writeRoutes(String version) throws IOException {
    StringBuilder routes = new StringBuilder("<routes>\n");
    for (String port : ports) {
      routes.append(
          """
            <route id="lane-%1$s">
              <from uri="netty:tcp://127.0.0.1:%1$s?clientMode=true&amp;textline=true&amp;sync=false&amp;reconnectInterval=10"/>
              <setProperty name="version"><constant>%2$s</constant></setProperty>
              <process ref="lane"/>
            </route>
          """
              .formatted(port, version));
    }
    Path part = folder.resolve("routes.part");
    Files.writeString(part, routes.append("</routes>\n"));
    Files.move(part, folder.resolve("routes.xml"), StandardCopyOption.REPLACE_EXISTING);
  }

  private void serve(Exchange exchange) throws IOException {
    ChannelHandlerContext lane =
        exchange
            .getMessage()
            .getHeader(NettyConstants.NETTY_CHANNEL_HANDLER_CONTEXT, ChannelHandlerContext.class);
    String line = exchange.getMessage().getBody(String.class);
    String version = exchange.getProperty("version", String.class);
    for (String answer : work.take(line, version)) {
      lane.writeAndFlush(answer + "\n");
    }
  }
}
