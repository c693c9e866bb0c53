package org.amitygate.crash;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.utility.JavaModule;
import org.jspecify.annotations.Nullable;

/**
 * Finds class files for a bundle that does not see all ancestors of its own classes: in every class
 * loader that has loaded something. Thread-safe.
 */
final class Loaders extends AgentBuilder.Listener.Adapter implements ClassFileLocator {

  private final Set<ClassLoader> known =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  @Override
  public void onDiscovery(
      String type, @Nullable ClassLoader loader, @Nullable JavaModule module, boolean loaded) {
    if (loader != null) {
      known.add(loader);
    }
  }

  /** First by the loader itself. */
  ClassFileLocator from(@Nullable ClassLoader loader) {
    return new ClassFileLocator.Compound(
        ClassFileLocator.ForClassLoader.of(
            loader == null ? ClassLoader.getSystemClassLoader() : loader),
        this);
  }

  @Override
  public Resolution locate(String name) throws IOException {
    for (ClassLoader loader : List.copyOf(known)) {
      Resolution found = ClassFileLocator.ForClassLoader.of(loader).locate(name);
      if (found.isResolved()) {
        return found;
      }
    }
    return new Resolution.Illegal(name);
  }

  @Override
  public void close() {
    // The loaders are not ours.
  }
}
