/** What a person sees while it runs. */
@NullMarked
package org.amitygate.demo.view;

import org.jspecify.annotations.NullMarked;
