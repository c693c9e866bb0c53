/**
 * Visits every state that two gates, the network between them, one barrier and its vehicles can
 * come to, with the state tables that the server runs, and checks the promises of the partner
 * protocol in each. The promises are written from the protocol and know nothing of the tables.
 */
@NullMarked
package org.amitygate.search;

import org.jspecify.annotations.NullMarked;
