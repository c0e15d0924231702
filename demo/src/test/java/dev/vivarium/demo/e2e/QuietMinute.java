package dev.vivarium.demo.e2e;

import dev.vivarium.demo.cluster.Cluster;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Watches for a minute whether anybody asks the API server to write what Vivarium deals with, by the API server's own count of requests: one that changes
 * nothing counts as well.
 */
final class QuietMinute {
    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Pattern COUNTER = Pattern.compile("apiserver_request_total\\{(.*)} (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "APPLY", "DELETE", "DELETECOLLECTION");
    private static final Set<String> RESOURCES = Set.of(
            "agents",
            "subagents",
            "mcpservers",
            "observabilitystacks",
            "configmaps",
            "secrets",
            "services",
            "persistentvolumeclaims",
            "pods",
            "events",
            "deployments",
            "statefulsets",
            "roles",
            "rolebindings",
            "clusterroles",
            "clusterrolebindings");

    private final Cluster cluster;
    private Map<String, BigDecimal> before = Map.of();
    private Instant since = Instant.EPOCH;

    QuietMinute(Cluster cluster) {
        this.cluster = cluster;
    }

    /** What still has to happen before a whole minute has passed without a write. */
    Optional<String> disturbance() {
        var now = writes();
        var at = Instant.now();
        if (!now.equals(before) || since.equals(Instant.EPOCH)) {
            var news = now.entrySet().stream()
                    .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.joining(", "));
            before = now;
            since = at;
            return Optional.of("a minute without writes; just written: " + news);
        }
        return Duration.between(since, at).compareTo(MINUTE) >= 0
                ? Optional.empty()
                : Optional.of("the end of a minute without writes");
    }

    private Map<String, BigDecimal> writes() {
        var writes = new HashMap<String, BigDecimal>();
        cluster.get(cluster.client().getMasterUrl() + "metrics").lines().forEach(line -> {
            var counter = COUNTER.matcher(line);
            if (!counter.matches()) {
                return;
            }
            var labels = LABEL.matcher(counter.group(1))
                    .results()
                    .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
            if (WRITES.contains(labels.get("verb")) && RESOURCES.contains(labels.get("resource"))) {
                var what = "%s %s/%s".formatted(labels.get("verb"), labels.get("resource"), labels.get("subresource"));
                writes.merge(what, new BigDecimal(counter.group(2)), BigDecimal::add);
            }
        });
        return writes;
    }
}
