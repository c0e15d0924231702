package dev.vivarium.demo.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The latest notifications that were received, in the order of their arrival. */
public final class Notifications {
    private final int limit;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();
    private final Deque<JsonNode> received = new ArrayDeque<>();

    /** @param limit most notifications that are kept; older ones make room */
    public Notifications(int limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** @throws IllegalArgumentException when the body is no JSON object */
    public synchronized void add(byte[] body) {
        JsonNode notification;
        try {
            notification = json.readTree(body);
        } catch (IOException e) {
            throw new IllegalArgumentException("the body is no JSON", e);
        }
        if (!notification.isObject()) {
            throw new IllegalArgumentException("the body is no JSON object");
        }
        var entry = json.createObjectNode();
        entry.put("receivedAt", clock.instant().toString());
        entry.set("notification", notification);
        received.addLast(entry);
        while (received.size() > limit) {
            received.removeFirst();
        }
    }

    /** All notifications as a JSON array, each with the time of its arrival. */
    public synchronized byte[] list() {
        try {
            return json.writeValueAsBytes(received);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON that was read can always be written", e);
        }
    }

    /**
     * The alerts in what {@link #list} gives.
     *
     * @throws IllegalStateException when the text is something else
     */
    public static List<Delivery> parse(String text) {
        var deliveries = new ArrayList<Delivery>();
        try {
            for (var entry : new ObjectMapper().readTree(text)) {
                for (var alert : entry.path("notification").path("alerts")) {
                    var labels = alert.path("labels");
                    deliveries.add(new Delivery(
                            entry.path("receivedAt").asText(),
                            alert.path("status").asText(),
                            labels.path("alertname").asText(),
                            labels.path("agent").asText(),
                            labels.path("severity").asText(),
                            alert.path("annotations").path("summary").asText()));
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the notifications cannot be read", e);
        }
        return deliveries;
    }
}
