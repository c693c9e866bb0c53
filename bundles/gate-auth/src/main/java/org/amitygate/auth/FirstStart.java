package org.amitygate.auth;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Set;
import org.amitygate.core.operations.Role;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the management shell safe before anybody uses it: passwords are kept salted and hashed,
 * gate commands are open to the gate's roles, and if there is no account at all, one is made with a
 * password that nobody knew before.
 */
@Component(
    service = {},
    immediate = true)
public final class FirstStart {

  private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);
  private static final String COMPULSORY = "karaf.secured.command.compulsory.roles";

  @Activate
  public FirstStart(
      BundleContext context,
      @Reference ConfigurationAdmin configurations,
      @Reference PasswordEncryption encryption)
      throws IOException {
    Path etc =
        Path.of(String.valueOf(context.getProperty("karaf.etc"))).toAbsolutePath().normalize();
    UsersFile users = new UsersFile(etc.resolve("users.properties"));
    users.defineGroups();
    createFirstAccount(users, etc.resolveSibling("first-account.txt"), encryption.passwords());
    users.hashPasswords(encryption.passwords()::encryptPassword);
    useHashedPasswords(configurations);
    openGateCommands(configurations);
    if (!Role.SUPERVISOR.groupName().equals(System.getProperty(COMPULSORY))) {
      LOG.warn(
          "every account may use the server's own shell commands: set {} = {} in custom.system.properties",
          COMPULSORY,
          Role.SUPERVISOR.groupName());
    }
  }

  /** Nothing is done if there is any account. */
  static void createFirstAccount(UsersFile users, Path told, Passwords passwords)
      throws IOException {
    if (!users.accounts().isEmpty()) {
      return;
    }
    String account = Role.SUPERVISOR.groupName();
    String password = passwords.random();
    UsersFile.writePrivately(
        told,
        """
        The first account of this gate. Make an account for each person (gate:account add), then remove this
        one and delete this file.

        account:  %s
        password: %s
        """
            .formatted(account, password));
    users.put(account, passwords.encryptPassword(password), Set.of(Role.SUPERVISOR));
    LOG.info("there was no account: '{}' is made, its password is in {}", account, told);
  }

  private static void useHashedPasswords(ConfigurationAdmin configurations) throws IOException {
    Configuration realm = configurations.getConfiguration("org.apache.karaf.jaas", null);
    Dictionary<String, Object> settings = settings(realm);
    settings.put("encryption.enabled", "true");
    settings.put("encryption.name", PasswordEncryption.NAME);
    settings.put("encryption.prefix", UsersFile.CRYPT);
    settings.put("encryption.suffix", UsersFile.CRYPT);
    realm.updateIfDifferent(settings);
  }

  private static void openGateCommands(ConfigurationAdmin configurations) throws IOException {
    Configuration commands =
        configurations.getConfiguration("org.apache.karaf.command.acl.gate", null);
    StringBuilder all = new StringBuilder();
    for (Role role : Role.values()) {
      all.append(all.isEmpty() ? "" : ",").append(role.groupName());
    }
    Dictionary<String, Object> settings = settings(commands);
    settings.put("*", all.toString());
    settings.put("account", Role.SUPERVISOR.groupName());
    commands.updateIfDifferent(settings);
  }

  private static Dictionary<String, Object> settings(Configuration configuration) {
    Dictionary<String, Object> there = configuration.getProperties();
    return there == null ? new Hashtable<>() : there;
  }
}
