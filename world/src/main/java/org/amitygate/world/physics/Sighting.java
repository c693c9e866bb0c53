package org.amitygate.world.physics;

/**
 * One plate read.
 *
 * @param eventId the id by which a repeat is known
 * @param plate what the camera read, without separators; may be the vendor's text for "no plate",
 *     or empty
 * @param confidence percent
 * @param micros when, UTC microseconds
 */
public record Sighting(String eventId, String plate, int confidence, long micros) {}
