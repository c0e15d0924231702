package dev.vivarium.agent.runtime.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.runtime.model.simulated.ServedLedger;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** Shows on the management port what the simulated provider served since the process started. */
@Singleton
public class ServedEndpoint {
    public static final String PATH = "/q/simulated-model/served";

    private final ServedLedger ledger;
    private final ObjectMapper json;

    @Inject
    public ServedEndpoint(ServedLedger ledger, ObjectMapper json) {
        this.ledger = ledger;
        this.json = json;
    }

    record Served(List<ServedLedger.Line> models) {}

    void register(@Observes ManagementInterface management) {
        management.router().get(PATH).handler(this::show);
    }

    private void show(RoutingContext request) {
        try {
            request.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(json.writeValueAsString(new Served(ledger.lines())));
        } catch (JsonProcessingException e) {
            request.fail(e);
        }
    }
}
