package org.amitygate.crash;

import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;

import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.utility.JavaModule;
import org.jspecify.annotations.Nullable;

/**
 * Watches the places in the gate's code where something gets on disk or leaves the process. Given
 * to a Java process by {@code -javaagent:crash-agent.jar=FOLDER}; {@link Trigger} says what is in
 * the folder.
 */
public final class CrashAgent {

  private CrashAgent() {}

  /**
   * Called before the gate's own main.
   *
   * @throws IOException the folder cannot be used: the process ends
   */
  public static void premain(String folder, Instrumentation instrumentation) throws IOException {
    Trigger trigger = new Trigger(Path.of(folder), CrashAgent::kill);
    Points.use(new Points(trigger));
    trigger.watch();
    Loaders loaders = new Loaders();
    // Only methods are changed, so nobody asks for types that a bundle cannot see.
    AgentBuilder builder =
        new AgentBuilder.Default()
            .disableClassFormatChanges()
            .with(AgentBuilder.TypeStrategy.Default.DECORATE)
            .with((AgentBuilder.Listener) loaders)
            .with((AgentBuilder.LocationStrategy) (loader, module) -> loaders.from(loader))
            .with(new Failures(trigger));
    for (Place place : Place.values()) {
      Class<?> advice = place.atEnd() ? AtEnd.class : AtBegin.class;
      builder =
          builder
              .type(named(place.type()))
              .transform(
                  (type, description, loader, module, domain) ->
                      type.visit(Advice.to(advice).on(method(place))));
    }
    builder.installOn(instrumentation);
  }

  private static ElementMatcher.Junction<MethodDescription> method(Place place) {
    return place.method().endsWith("$") ? nameStartsWith(place.method()) : named(place.method());
  }

  /**
   * A real SIGKILL from outside, as the system or a person would send it. It comes a moment later
   * than the thread is held: whatever other threads let out too early gets out, and is seen.
   */
  private static void kill() {
    try {
      String command = "sleep 0.3; kill -9 " + ProcessHandle.current().pid();
      new ProcessBuilder("sh", "-c", command).inheritIO().start();
    } catch (IOException e) {
      Runtime.getRuntime().halt(Trigger.NOT_KILLED);
    }
  }

  /** A class that could not be changed: its points would never come by. */
  private static final class Failures extends AgentBuilder.Listener.Adapter {
    private final Trigger trigger;

    Failures(Trigger trigger) {
      this.trigger = trigger;
    }

    @Override
    public void onError(
        String type,
        @Nullable ClassLoader loader,
        @Nullable JavaModule module,
        boolean loaded,
        Throwable e) {
      trigger.failed(type, e);
    }
  }

  /** Copied to the beginning of a method of the gate's: only names of Java's own can be used. */
  static final class AtBegin {
    private AtBegin() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void begin(
        @Advice.Origin("#t.#m") String method,
        @Advice.This(optional = true) Object self,
        @Advice.AllArguments Object[] arguments)
        throws ReflectiveOperationException {
      ClassLoader.getSystemClassLoader()
          .loadClass("org.amitygate.crash.Points")
          .getMethod("at", String.class, boolean.class, Object.class, Object[].class)
          .invoke(null, method, false, self, arguments);
    }
  }

  /** Copied to the end of a method of the gate's, where it returns; not where it throws. */
  static final class AtEnd {
    private AtEnd() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void end(
        @Advice.Origin("#t.#m") String method,
        @Advice.This(optional = true) Object self,
        @Advice.AllArguments Object[] arguments)
        throws ReflectiveOperationException {
      ClassLoader.getSystemClassLoader()
          .loadClass("org.amitygate.crash.Points")
          .getMethod("at", String.class, boolean.class, Object.class, Object[].class)
          .invoke(null, method, true, self, arguments);
    }
  }
}
