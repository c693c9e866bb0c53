/**
 * What benchmarks share that start servers: servers from the real assembly, each in a process of
 * its own, and a person at their shells.
 */
@NullMarked
package org.amitygate.bench.server;

import org.jspecify.annotations.NullMarked;
