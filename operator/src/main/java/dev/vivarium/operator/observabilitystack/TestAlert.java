package dev.vivarium.operator.observabilitystack;

import java.util.Map;
import java.util.TreeMap;

/** An alert that is about nothing, and is told to one contact point: whether it can be told at all. */
final class TestAlert {
    static final String NAME = "VivariumTestNotification";
    static final String CONTACT_POINT_LABEL = "contact_point";

    private TestAlert() {}

    /** What routes it. */
    static Map<String, String> matching(String contactPoint) {
        return new TreeMap<>(Map.of("alertname", NAME, CONTACT_POINT_LABEL, contactPoint));
    }
}
