package dev.vivarium.agent.runtime.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.contract.AgentActivity;
import dev.vivarium.agent.runtime.turn.Activity;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;

/** Shows on the management port whether the agent works; see {@link AgentActivity}. */
@Singleton
public class ActivityEndpoint {
    private final Activity activity;
    private final ObjectMapper json;

    @Inject
    public ActivityEndpoint(Activity activity, ObjectMapper json) {
        this.activity = activity;
        this.json = json;
    }

    void register(@Observes ManagementInterface management) {
        management.router().get(AgentActivity.PATH).handler(this::show);
    }

    private void show(RoutingContext request) {
        var now = activity.now();
        try {
            request.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(json.writeValueAsString(Map.of(
                            "activeTurns",
                            now.activeTurns(),
                            "idleSince",
                            now.idleSince().toString())));
        } catch (JsonProcessingException e) {
            request.fail(e);
        }
    }
}
