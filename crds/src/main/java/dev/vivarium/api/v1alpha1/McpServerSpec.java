package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import java.util.Map;

/** Desired state of an {@link McpServer}. Absent values are replaced by their defaults, so that no accessor of an optional group returns null. */
@ValidationRule(
        value = "has(self.image) != has(self.url)",
        message = "set exactly one of image (a server to deploy) and url (a server that runs elsewhere)")
@ValidationRule(
        value =
                "!has(self.url) || !(has(self.env) || has(self.resources) || has(self.podTemplate) || has(self.args) || has(self.command))",
        message =
                "command, args, env, resources and podTemplate belong to a deployed server and cannot be set together with url")
@ValidationRule(
        value = "!has(self.transport) || self.transport != 'stdio' || (has(self.image) && has(self.command))",
        message = "transport stdio needs an image, and the command that starts the server in it")
@ValidationRule(
        value = "!has(self.instrumentation) || self.instrumentation != 'Proxy' || has(self.image)",
        message = "instrumentation Proxy stands beside a deployed server and cannot be set together with url")
@ValidationRule(
        value =
                "!has(self.instrumentation) || self.instrumentation != 'Proxy' || !has(self.port) || self.port != 17080",
        message = "port 17080 is that of the proxy: with instrumentation Proxy the server has to listen on another")
public record McpServerSpec(
        @JsonPropertyDescription(
                "Container image of a server to deploy. With transport stdio it needs a POSIX shell, mktemp and mkfifo, as most have.")
        @Size(min = 1, max = 512)
        String image,

        @JsonPropertyDescription("URL of the MCP endpoint of a server that runs elsewhere.")
        @Size(max = 2048)
        @Pattern(ApiPatterns.HTTP_URL)
        String url,

        @Default("1") @JsonPropertyDescription("Number of pods of a deployed server.") @Min(0) @Max(100) @SpecReplicas
        Integer replicas,

        @Default("8080") @JsonPropertyDescription("Port that a deployed server listens on.") @Min(1) @Max(65535)
        Integer port,

        @Default("/mcp")
        @JsonPropertyDescription("Path of the MCP endpoint of a deployed server.")
        @Pattern("^/[A-Za-z0-9._~/-]*$")
        @Size(max = 256)
        String path,

        @Default("streamableHttp")
        @JsonPropertyDescription(
                "How a deployed server speaks: streamableHttp, or stdio, over its standard input and output, with a bridge beside it.")
        McpTransport transport,

        @JsonPropertyDescription(
                "Command of a deployed server, instead of the image's own; needed with transport stdio.")
        @Size(min = 1, max = 32)
        List<String> command,

        @JsonPropertyDescription("Arguments of a deployed server.") @Size(max = 128)
        List<String> args,

        @JsonPropertyDescription("Tools that agents may call; every tool of the server when empty.") @Size(max = 256)
        List<String> tools,

        @JsonPropertyDescription("HTTP headers that agents and the operator send to the server, from Secrets.")
        @Size(max = 16)
        List<HeaderFrom> headersFrom,

        @JsonPropertyDescription("Where telemetry goes.") McpServerTelemetrySpec telemetry,

        @Default("Native")
        @JsonPropertyDescription(
                "Who measures the operations of a deployed server: Native, the server itself if it does; Proxy, a proxy beside a server that does not.")
        McpInstrumentation instrumentation,

        @JsonPropertyDescription("Environment variables of a deployed server.") @Size(max = 128)
        List<EnvVar> env,

        @JsonPropertyDescription("Compute resources of a deployed server.")
        Resources resources,

        @JsonPropertyDescription(
                "Pod template that is merged over the operator's by strategic merge: for what this API has no field for. Names and selector labels cannot be changed by it.")
        @PreserveUnknownFields
        Map<String, Object> podTemplate) {
    public McpServerSpec {
        replicas = replicas == null ? 1 : replicas;
        port = port == null ? 8080 : port;
        path = path == null ? "/mcp" : path;
        transport = transport == null ? McpTransport.STREAMABLE_HTTP : transport;
        command = command == null ? List.of() : List.copyOf(command);
        args = args == null ? List.of() : List.copyOf(args);
        tools = tools == null ? List.of() : List.copyOf(tools);
        headersFrom = headersFrom == null ? List.of() : List.copyOf(headersFrom);
        telemetry = telemetry == null ? new McpServerTelemetrySpec(null, null, null) : telemetry;
        instrumentation = instrumentation == null ? McpInstrumentation.NATIVE : instrumentation;
        env = env == null ? List.of() : List.copyOf(env);
        resources = resources == null ? new Resources(null, null) : resources;
        podTemplate = podTemplate == null ? Map.of() : podTemplate;
    }

    /** Whether the operator deploys the server; otherwise it runs elsewhere. */
    @JsonIgnore
    public boolean isDeployed() {
        return image != null;
    }

    /** Whether a proxy beside the server measures it. */
    @JsonIgnore
    public boolean isProxied() {
        return isDeployed() && instrumentation == McpInstrumentation.PROXY && !isBridged();
    }

    /** Whether a bridge beside the server speaks HTTP for it, and measures it. */
    @JsonIgnore
    public boolean isBridged() {
        return isDeployed() && transport == McpTransport.STDIO;
    }
}
