package org.amitygate.bench.camel;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.netty.channel.ChannelHandlerContext;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.amitygate.bench.camel.Points.Arrival;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.netty.NettyComponent;
import org.apache.camel.component.netty.NettyConstants;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * The same work as a Camel developer would write it without this server: a netty endpoint, beans,
 * and a transaction for each durable point. Arguments: {@code PORT JDBC-URL [USER]}.
 *
 * <p>Tuned as the documentation says. Camel's Netty component: {@code textline}, {@code sync=false}
 * since the answers are not one for each line, the ordered thread pool (default) so that blocking
 * JDBC keeps off the event loops, with as many threads as there are lanes at once. Camel has no JMX
 * here (camel-management is not on the class path), no stream caching, no MDC. SQLite (wal.html,
 * pragma.html): WAL, {@code synchronous=FULL}, one connection, because there is one writer at a
 * time, and the checkpoints and the cache of this server. PostgreSQL: HikariCP's "About Pool
 * Sizing", twice the cores and one; statements are prepared on the server by the driver.
 */
public final class PlainCamel {

  private static final int THREADS = 32;

  /** As this server has it: 32 MiB of write-ahead log, and 16 MiB of cache. */
  private static final int CHECKPOINT_PAGES = 8_192;

  private static final int CACHE_KIB = 16_384;

  private PlainCamel() {}

  public static void main(String[] args) throws Exception {
    boolean postgres = args[1].startsWith("jdbc:postgresql:");
    HikariDataSource database = database(args[1], args.length > 2 ? args[2] : "", postgres);
    Points points = new Points(database);
    points.createTables(postgres);
    DefaultCamelContext context = new DefaultCamelContext();
    context.setAllowUseOriginalMessage(false);
    context.setStreamCaching(false);
    context.getComponent("netty", NettyComponent.class).setMaximumPoolSize(THREADS);
    context.addRoutes(routes(Integer.parseInt(args[0]), points));
    context.start();
    System.out.println("settings " + durability(database, postgres));
    System.out.println("ready");
    Thread.currentThread().join();
  }

  private static RouteBuilder routes(int port, Points points) {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("netty:tcp://127.0.0.1:" + port + "?textline=true&sync=false")
            .process(PlainCamel::nameDevice)
            .choice()
            .when(body().startsWith("A "))
            .bean(points, "read")
            .process(answer("D "))
            .bean(points, "decide")
            .process(answer("OPEN "))
            .otherwise()
            .bean(points, "end")
            .process(answer("C "));
      }
    };
  }

  private static void nameDevice(Exchange exchange) {
    Object address = exchange.getMessage().getHeader(NettyConstants.NETTY_REMOTE_ADDRESS);
    exchange.getMessage().setHeader("device", String.valueOf(address));
  }

  private static Processor answer(String word) {
    return exchange -> {
      Object body = exchange.getMessage().getBody();
      String event = body instanceof Arrival arrival ? arrival.event() : String.valueOf(body);
      exchange
          .getMessage()
          .getHeader(NettyConstants.NETTY_CHANNEL_HANDLER_CONTEXT, ChannelHandlerContext.class)
          .writeAndFlush(word + event + "\n");
    };
  }

  static HikariDataSource database(String url, String user, boolean postgres) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setAutoCommit(false);
    if (postgres) {
      config.setUsername(user);
      config.setMaximumPoolSize(2 * Runtime.getRuntime().availableProcessors() + 1);
    } else {
      config.setMaximumPoolSize(1);
      config.addDataSourceProperty("journal_mode", "WAL");
      config.addDataSourceProperty("synchronous", "FULL");
      config.addDataSourceProperty("cache_size", "-" + CACHE_KIB);
      config.setConnectionInitSql("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
    }
    return new HikariDataSource(config);
  }

  static String durability(HikariDataSource database, boolean postgres) throws SQLException {
    String pool = ", HikariCP with " + database.getMaximumPoolSize() + " connection(s)";
    if (postgres) {
      return "PostgreSQL fsync="
          + ask(database, "SHOW fsync")
          + ", synchronous_commit="
          + ask(database, "SHOW synchronous_commit")
          + ", wal_sync_method="
          + ask(database, "SHOW wal_sync_method")
          + pool;
    }
    return "SQLite journal_mode="
        + ask(database, "PRAGMA journal_mode")
        + ", synchronous="
        + ask(database, "PRAGMA synchronous")
        + ", wal_autocheckpoint="
        + ask(database, "PRAGMA wal_autocheckpoint")
        + ", cache_size="
        + ask(database, "PRAGMA cache_size")
        + pool;
  }

  private static String ask(HikariDataSource database, String question) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      return row.next() ? row.getString(1) : "";
    }
  }
}
