package dev.vivarium.operator.resolve;

import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.operator.resolve.ResolutionProblem.Effect;
import dev.vivarium.operator.resolve.ValueResolver.Form;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Facts about McpServers that follow from their specs. */
public final class McpServers {
    private McpServers() {}

    /** The URL that agents call. */
    public static String url(McpServer server) {
        var spec = server.getSpec();
        if (!spec.isDeployed()) {
            return spec.url();
        }
        var host = ChildNames.serviceHost(
                server.getMetadata().getNamespace(),
                ChildNames.mcpServer(server.getMetadata().getName()));
        return "http://" + host + ":" + spec.port() + spec.path();
    }

    /** The headers by name; empty when the value of one cannot be found, which is reported. */
    static Optional<Map<String, ResolvedSecret>> headers(McpServer server, ValueResolver values, String field) {
        var headers = new LinkedHashMap<String, ResolvedSecret>();
        var specified = server.getSpec().headersFrom();
        for (var i = 0; i < specified.size(); i++) {
            var header = specified.get(i);
            var path = field.isEmpty()
                    ? "spec.headersFrom[" + i + "].secretKeyRef"
                    : field + " (spec.headersFrom[" + i + "].secretKeyRef of McpServer "
                            + server.getMetadata().getName() + ")";
            values.secret(header.secretKeyRef(), path, Form.NOT_BLANK, Effect.DEGRADES)
                    .ifPresent(secret -> headers.put(header.name(), secret));
        }
        return headers.size() == specified.size() ? Optional.of(headers) : Optional.empty();
    }
}
