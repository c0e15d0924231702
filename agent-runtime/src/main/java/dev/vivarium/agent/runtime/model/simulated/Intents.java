package dev.vivarium.agent.runtime.model.simulated;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which tools the simulated provider calls for a message of the user: all that the message asks for, at once, in this order, once each. After their results
 * are there it answers with text.
 *
 * <table>
 * <caption>What calls what</caption>
 * <tr><th>the message has</th><th>the tool's name has</th></tr>
 * <tr><td>an arithmetic expression, such as {@code 3 * (4 + 5)}</td><td>{@code calc}, else {@code math}, {@code evaluate}</td></tr>
 * <tr><td>{@code notes} with {@code list}, {@code show}, {@code read} or {@code what}</td><td>{@code note} and {@code list}, {@code search}, {@code read} or {@code get}</td></tr>
 * <tr><td>{@code note} or {@code remember}</td><td>{@code note} and {@code add}, {@code create}, {@code write}, {@code save}, {@code append} or {@code put}, else {@code note}</td></tr>
 * <tr><td>{@code time}, {@code date} or {@code clock}</td><td>{@code time}, {@code clock} or {@code now}</td></tr>
 * <tr><td>{@code research} or {@code investigate}</td><td>{@code delegate_to_}</td></tr>
 * </table>
 */
final class Intents {
    private static final Pattern EXPRESSION =
            Pattern.compile("[(\\s]*-?\\d+(?:\\.\\d+)?[)\\s]*(?:[-+*/][(\\s]*-?\\d+(?:\\.\\d+)?[)\\s]*)+");
    private static final Pattern READ_NOTES = Pattern.compile("\\b(list|show|read|what)\\b.*\\bnotes\\b");
    private static final Pattern WRITE_NOTE = Pattern.compile("\\b(note|remember)\\b");
    private static final Pattern TIME = Pattern.compile("\\b(time|date|clock)\\b");
    private static final Pattern RESEARCH = Pattern.compile("\\b(research|investigate)\\b");

    private Intents() {}

    static List<ToolExecutionRequest> toolCalls(List<ChatMessage> messages, List<ToolSpecification> tools, long hash) {
        if (tools.isEmpty() || !Prose.resultsSinceTheUser(messages).isEmpty()) {
            return List.of();
        }
        var text = Prose.lastUserText(messages);
        var wanted = new ArrayList<ToolSpecification>();
        var lower = text.toLowerCase(Locale.ROOT);
        if (expression(text).isPresent()) {
            find(tools, List.of("calc"), List.of("math"), List.of("evaluate")).ifPresent(wanted::add);
        }
        if (READ_NOTES.matcher(lower).find()) {
            find(
                            tools,
                            List.of("note", "list"),
                            List.of("note", "search"),
                            List.of("note", "read"),
                            List.of("note", "get"))
                    .ifPresent(wanted::add);
        } else if (WRITE_NOTE.matcher(lower).find()) {
            find(
                            tools,
                            List.of("note", "add"),
                            List.of("note", "create"),
                            List.of("note", "write"),
                            List.of("note", "save"),
                            List.of("note", "append"),
                            List.of("note", "put"),
                            List.of("note"))
                    .ifPresent(wanted::add);
        }
        if (TIME.matcher(lower).find()) {
            find(tools, List.of("time"), List.of("clock"), List.of("now")).ifPresent(wanted::add);
        }
        if (RESEARCH.matcher(lower).find()) {
            find(tools, List.of("delegate_to_")).ifPresent(wanted::add);
        }
        var calls = new ArrayList<ToolExecutionRequest>();
        for (var tool : wanted.stream().distinct().toList()) {
            calls.add(ToolExecutionRequest.builder()
                    .id("call_%08x_%d".formatted(hash, calls.size()))
                    .name(tool.name())
                    .arguments(Arguments.build(tool, text, expression(text).orElse(null)))
                    .build());
        }
        return calls;
    }

    /** The first arithmetic expression with balanced brackets. */
    private static Optional<String> expression(String text) {
        return EXPRESSION
                .matcher(text)
                .results()
                .map(found -> found.group().strip())
                .filter(Intents::balanced)
                .findFirst();
    }

    private static boolean balanced(String expression) {
        var open = 0;
        for (var character : expression.toCharArray()) {
            open += character == '(' ? 1 : character == ')' ? -1 : 0;
            if (open < 0) {
                return false;
            }
        }
        return open == 0;
    }

    @SafeVarargs
    private static Optional<ToolSpecification> find(List<ToolSpecification> tools, List<String>... alternatives) {
        for (var parts : alternatives) {
            for (var tool : tools) {
                var name = tool.name().toLowerCase(Locale.ROOT);
                if (parts.stream().allMatch(name::contains)) {
                    return Optional.of(tool);
                }
            }
        }
        return Optional.empty();
    }
}
