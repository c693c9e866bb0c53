package org.amitygate.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.security.auth.Subject;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Role;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Runs commands as a person types them, with services that answer from what was asked. */
final class TypedCommands {

  final Map<Class<?>, Object> services = new HashMap<>();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  Object answer = "done";

  /** What the last call was given. */
  String asked = "";

  /** A service that answers each call with its name and what it was given, or as told. */
  <S> S service(Class<S> type) {
    Object service =
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              asked = method.getName() + said(arguments);
              if (answer instanceof Throwable failure) {
                return CompletableFuture.failedFuture(failure);
              }
              if (!answer.equals("done")) {
                return method.getReturnType() == CompletableFuture.class
                    ? CompletableFuture.completedFuture(answer)
                    : answer;
              }
              return CompletableFuture.completedFuture(asked);
            });
    services.put(type, service);
    return type.cast(service);
  }

  private static String said(Object[] arguments) {
    StringBuilder said = new StringBuilder();
    for (Object argument : arguments == null ? new Object[0] : arguments) {
      said.append(" ").append(argument instanceof Actor actor ? actor.account() : argument);
    }
    return said.toString();
  }

  private BundleContext context() {
    return (BundleContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {BundleContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getServiceReference" -> reference(services.get(arguments[0]));
                  case "getService" -> ((ServiceReference<?>) arguments[0]).getProperty("it");
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static Object reference(Object service) {
    return service == null
        ? null
        : Proxy.newProxyInstance(
            TypedCommands.class.getClassLoader(),
            new Class<?>[] {ServiceReference.class},
            (proxy, method, arguments) -> service);
  }

  private Session session() {
    PrintStream console = new PrintStream(printed, true, StandardCharsets.US_ASCII);
    return (Session)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Session.class},
            (proxy, method, arguments) -> console);
  }

  /**
   * Runs a command as an account with roles; what it prints, and {@code !} in front if it failed.
   */
  @SuppressWarnings("removal")
  <C extends GateCommand> String run(Class<C> type, Consumer<C> filled, Role... roles)
      throws Exception {
    printed.reset();
    C command = type.getDeclaredConstructor().newInstance();
    command.context = context();
    command.session = session();
    filled.accept(command);
    Set<Principal> principals = new HashSet<>(Set.of(new UserPrincipal("anna")));
    for (Role role : roles) {
      principals.add(new RolePrincipal(role.groupName()));
    }
    PrivilegedExceptionAction<Object> act = command::execute;
    String failed = "";
    try {
      Subject.doAs(new Subject(true, principals, Set.of(), Set.of()), act);
    } catch (PrivilegedActionException e) {
      assertThat(e.getCause()).isInstanceOf(CommandException.class);
      failed = "!";
    }
    return failed + printed.toString(StandardCharsets.UTF_8);
  }
}
