package dev.vivarium.operator.observation;

import java.net.URI;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a Prometheus is asked.
 *
 * @param url its base URL
 * @param headers sent with every request; their values may be secret
 * @param scrapePool what it calls the targets of the stack
 * @param shared whether it may have alerts of other stacks too
 */
public record PrometheusAccess(URI url, SortedMap<String, String> headers, String scrapePool, boolean shared) {
    public PrometheusAccess {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    /** Without the values of headers. */
    @Override
    public String toString() {
        return url + " with headers " + headers.keySet() + ", scrape pool " + scrapePool;
    }
}
