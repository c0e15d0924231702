package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A tool that an MCP server offers. */
public record DiscoveredTool(
        @Required @JsonPropertyDescription("Name of the tool.") @Size(max = 256)
        String name,

        @JsonPropertyDescription("What the server says the tool does, cut to 256 characters.") @Size(max = 256)
        String description) {}
