/** Messages as bytes: signing, also wrongly; verifying; sending and receiving. */
@NullMarked
package org.amitygate.check.wire;

import org.jspecify.annotations.NullMarked;
