package dev.vivarium.agent.runtime.tools.mcp;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** HTTP headers of a request to an MCP server: the configured ones, each from its file as it is now, and the trace context. */
record McpHeaders(Map<String, String> files) {
    /** @throws UncheckedIOException when a file cannot be read */
    Map<String, String> current() {
        var headers = trace();
        files.forEach((name, file) -> {
            try {
                headers.put(name, Files.readString(Path.of(file)).strip());
            } catch (IOException e) {
                throw new UncheckedIOException("the file " + file + " of the header " + name + " cannot be read", e);
            }
        });
        return headers;
    }

    /** Not the baggage: it names agents, and a server may be anybody's. */
    static Map<String, String> trace() {
        var headers = new HashMap<String, String>();
        W3CTraceContextPropagator.getInstance().inject(Context.current(), headers, Map::put);
        return headers;
    }
}
