/** What happened, from the world's ledger and both journals, read by their documented formats. */
@NullMarked
package org.amitygate.demo.report;

import org.jspecify.annotations.NullMarked;
