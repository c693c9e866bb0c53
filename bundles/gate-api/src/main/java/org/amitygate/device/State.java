package org.amitygate.device;

/**
 * What a session leaves for its successor on the same connection.
 *
 * @param format number of the format; a successor that does not know it throws {@link
 *     java.io.IOException} from {@link Driver#open}, and then gets a new connection and no state
 * @param bytes at most 64 KiB
 */
public record State(int format, byte[] bytes) {}
