package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** An McpServer of the same namespace whose tools an agent may call. */
public record McpServerReference(
        @Required
        @JsonPropertyDescription("Name of the McpServer in the same namespace.")
        @Size(min = 1, max = 45)
        @Pattern(ApiPatterns.DNS_LABEL)
        String name,

        @JsonPropertyDescription("Tools that this agent may call; every tool that the McpServer allows when empty.")
        @Size(max = 256)
        List<String> tools) {
    public McpServerReference {
        tools = tools == null ? List.of() : List.copyOf(tools);
    }
}
