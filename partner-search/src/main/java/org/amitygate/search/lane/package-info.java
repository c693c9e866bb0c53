/**
 * Visits every state that two gates can come to that turn a lane between them while vehicles want
 * to use it both ways, with the table that the server runs.
 */
@NullMarked
package org.amitygate.search.lane;

import org.jspecify.annotations.NullMarked;
