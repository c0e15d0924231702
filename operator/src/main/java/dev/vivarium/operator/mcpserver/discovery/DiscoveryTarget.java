package dev.vivarium.operator.mcpserver.discovery;

import java.util.Map;

/**
 * Where an MCP server is to be asked.
 *
 * @param headers values of HTTP headers; they are secret and never shown
 * @param version changes with what runs there, so that the same address is asked again at once
 */
public record DiscoveryTarget(String url, Map<String, String> headers, String version) {
    public DiscoveryTarget {
        headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
        return "DiscoveryTarget[url=" + url + ", headers=" + headers.keySet() + ", version=" + version + "]";
    }
}
