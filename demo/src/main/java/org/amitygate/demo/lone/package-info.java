/** What a person sees while it runs. */
@NullMarked
package org.amitygate.demo.lone;

import org.jspecify.annotations.NullMarked;
