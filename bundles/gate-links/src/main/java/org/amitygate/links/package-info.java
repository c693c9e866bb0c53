/**
 * The connections devices hang on: TCP, HTTP event streams that the gate pulls, HTTP messages that
 * devices push.
 */
@NullMarked
package org.amitygate.links;

import org.jspecify.annotations.NullMarked;
