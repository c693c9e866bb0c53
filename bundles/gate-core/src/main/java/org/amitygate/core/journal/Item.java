package org.amitygate.core.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The current state of one thing. */
public record Item(String kind, String id, ObjectNode body) {}
