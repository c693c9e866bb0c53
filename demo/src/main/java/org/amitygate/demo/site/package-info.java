/**
 * Makes the folder of a run: configuration, keys, accounts and ports of two gates and the world.
 */
@NullMarked
package org.amitygate.demo.site;

import org.jspecify.annotations.NullMarked;
