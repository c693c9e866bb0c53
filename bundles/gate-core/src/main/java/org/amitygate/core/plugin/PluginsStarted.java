package org.amitygate.core.plugin;

/**
 * Registered as an OSGi service once every installed plug-in was brought up or failed to: stages
 * may be dispatched.
 */
public interface PluginsStarted {}
