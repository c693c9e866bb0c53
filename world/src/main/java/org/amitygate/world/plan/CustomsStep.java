package org.amitygate.world.plan;

/**
 * One answer of customs.
 *
 * @param code WCO response function code, two digits
 * @param delayMillis how long after the query, or after the answer before it was acknowledged
 * @param reference the declaration it speaks about
 */
public record CustomsStep(String code, int delayMillis, String reference) {}
