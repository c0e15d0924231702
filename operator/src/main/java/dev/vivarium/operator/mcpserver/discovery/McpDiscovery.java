package dev.vivarium.operator.mcpserver.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vivarium.api.v1alpha1.DiscoveredTool;
import dev.vivarium.api.v1alpha1.McpServerStatus;
import dev.vivarium.operator.status.Reasons;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/** Asks an MCP server over streamable HTTP who it is and which tools it offers. */
public final class McpDiscovery {
    /** Bytes of all answers together: some hundred tools with long descriptions and schemas are a tenth of it. */
    static final long MOST_BYTES = 4L * 1024 * 1024;

    private static final String PROTOCOL = "2025-06-18";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_PAGES = 64;
    /** Of a name or a description in the status. */
    private static final int LONGEST_TEXT = 256;

    private static final int LONGEST_MESSAGE = 500;

    private final Duration timeout;

    /** @param timeout for everything that a server is asked */
    public McpDiscovery(Duration timeout) {
        this.timeout = timeout;
    }

    /** Blocks until there is an answer or the time is over; never throws for what the server does. */
    public DiscoveryResult ask(DiscoveryTarget target) {
        try (var conversation = new Conversation(target, timeout, MOST_BYTES)) {
            return found(conversation);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(target, e);
        } catch (IOException | TimeoutException | RuntimeException e) {
            return failed(target, e);
        }
    }

    private static DiscoveryResult.Found found(Conversation conversation)
            throws IOException, InterruptedException, TimeoutException {
        var greeting = conversation.ask("initialize", introduction());
        if (!greeting.path("protocolVersion").isTextual()) {
            throw DiscoveryException.notMcp("its answer to initialize names no protocol version");
        }
        conversation.agreeOn(greeting.path("protocolVersion").asText());
        conversation.tell("notifications/initialized");
        var tools = new TreeMap<String, DiscoveredTool>(Comparator.naturalOrder());
        var cursor = Optional.<String>empty();
        for (var page = 0;
                page == 0 || cursor.isPresent() && page < MAX_PAGES && tools.size() < McpServerStatus.MOST_TOOLS;
                page++) {
            var parameters = JSON.createObjectNode();
            cursor.ifPresent(from -> parameters.put("cursor", from));
            var list = conversation.ask("tools/list", parameters);
            for (var tool : list.path("tools")) {
                tool(tool).ifPresent(known -> tools.putIfAbsent(known.name(), known));
            }
            cursor = text(list.path("nextCursor"));
        }
        return new DiscoveryResult.Found(
                shortened(greeting.path("serverInfo").path("name")),
                shortened(greeting.path("serverInfo").path("version")),
                shortened(greeting.path("protocolVersion")),
                tools.values().stream().limit(McpServerStatus.MOST_TOOLS).toList());
    }

    private static ObjectNode introduction() {
        var introduction = JSON.createObjectNode().put("protocolVersion", PROTOCOL);
        introduction.putObject("capabilities");
        introduction.putObject("clientInfo").put("name", "vivarium-operator").put("version", "1");
        return introduction;
    }

    /** Empty for what has no name, or one that no model can be told. */
    private static Optional<DiscoveredTool> tool(JsonNode tool) {
        return text(tool.path("name"))
                .filter(name -> name.length() <= LONGEST_TEXT)
                .map(name -> new DiscoveredTool(name, shortened(tool.path("description"))));
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.asText().isBlank() ? Optional.of(node.asText()) : Optional.empty();
    }

    /** Null for what is no text. */
    private static String shortened(JsonNode node) {
        return text(node).map(text -> shortened(text, LONGEST_TEXT)).orElse(null);
    }

    private static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }

    private DiscoveryResult.Failed failed(DiscoveryTarget target, Throwable error) {
        var tooMuch = error instanceof DiscoveryException known && known.isTooMuch();
        return new DiscoveryResult.Failed(
                tooMuch ? Reasons.MCP_ANSWER_TOO_LARGE : Reasons.MCP_UNREACHABLE, message(target, error, tooMuch));
    }

    private String message(DiscoveryTarget target, Throwable error, boolean tooMuch) {
        var host = URI.create(target.url()).getHost();
        if (tooMuch) {
            return "no more than " + MOST_BYTES / (1024 * 1024) + " MiB are read of what " + target.url()
                    + " says of itself and its tools: " + error.getMessage();
        }
        if (has(error, UnresolvedAddressException.class)) {
            return "the host " + host + " of " + target.url() + " is unknown";
        }
        if (has(error, HttpTimeoutException.class) || has(error, TimeoutException.class)) {
            return "no MCP answer from " + target.url() + " within " + timeout.toSeconds() + " s";
        }
        if (has(error, ConnectException.class)) {
            return "no connection to " + target.url() + "; nothing listens there or the network is closed";
        }
        return target.url() + " does not answer as an MCP server: "
                + shortened(rootMessage(error).replaceAll("\\s+", " "), LONGEST_MESSAGE);
    }

    private static boolean has(Throwable error, Class<? extends Throwable> type) {
        for (var cause = error; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String rootMessage(Throwable error) {
        var root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
