package dev.vivarium.operator.notification;

import dev.vivarium.operator.resolve.NamespacedName;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A test notification that somebody asks for.
 *
 * @param request tells it from those before
 * @param alertmanager base URL of who is to deliver it
 * @param alerts labels of the alert for each contact point, by its name
 */
public record TestNotification(
        NamespacedName stack, String request, URI alertmanager, SortedMap<String, Map<String, String>> alerts) {
    public TestNotification {
        alerts = Collections.unmodifiableSortedMap(new TreeMap<>(alerts));
    }

    /** In the order of their names. */
    List<String> contactPoints() {
        return List.copyOf(alerts.keySet());
    }
}
