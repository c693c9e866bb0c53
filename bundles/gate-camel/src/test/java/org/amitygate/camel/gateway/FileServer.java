package org.amitygate.camel.gateway;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.ssl.SslConfigurationFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.WritePermission;

/** A real FTP server on a port of loopback, with one account that may write into a folder. */
final class FileServer implements AutoCloseable {

  static final String PASSWORD = "p&ss w?rd";

  private final FtpServer server;
  private final int port;
  private final boolean secure;

  private FileServer(Path home, Path keyStore) throws Exception {
    Files.createDirectories(home);
    ListenerFactory listener = new ListenerFactory();
    listener.setServerAddress("127.0.0.1");
    port = Http.freePort();
    listener.setPort(port);
    secure = keyStore != null;
    if (keyStore != null) {
      SslConfigurationFactory ssl = new SslConfigurationFactory();
      ssl.setKeystoreFile(keyStore.toFile());
      ssl.setKeystoreType("PKCS12");
      ssl.setKeystorePassword(Certificates.PASSWORD);
      ssl.setSslProtocol(new String[] {"TLSv1.3"});
      listener.setSslConfiguration(ssl.createSslConfiguration());
    }
    BaseUser user = new BaseUser();
    user.setName("gate");
    user.setPassword(PASSWORD);
    user.setHomeDirectory(home.toString());
    user.setAuthorities(List.of(new WritePermission()));
    FtpServerFactory factory = new FtpServerFactory();
    factory.addListener("default", listener.createListener());
    factory.getUserManager().save(user);
    server = factory.createServer();
    server.start();
  }

  static FileServer plain(Path home) throws Exception {
    return new FileServer(home, null);
  }

  static FileServer secure(Path home, Path keyStore) throws Exception {
    return new FileServer(home, keyStore);
  }

  String uri(String folder) {
    return (secure ? "ftps" : "ftp")
        + "://gate@127.0.0.1:"
        + port
        + "/"
        + folder
        + "?password=RAW("
        + PASSWORD
        + ")&delay=50";
  }

  void pause() {
    server.suspend();
  }

  void resume() {
    server.resume();
  }

  @Override
  public void close() {
    server.stop();
  }
}
