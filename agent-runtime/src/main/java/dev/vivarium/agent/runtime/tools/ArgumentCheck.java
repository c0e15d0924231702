package dev.vivarium.agent.runtime.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.ValidationMessage;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Says what is wrong with arguments, by the JSON schema of the tool that they are for. A schema that cannot be used, or that takes too much to be checked
 * against, leaves the arguments to the tool: whoever wrote it does not break the agent.
 */
public final class ArgumentCheck {
    /** In characters; more than any model writes at once. */
    static final int LONGEST_ARGUMENTS = 1_000_000;

    private static final int MOST_VIOLATIONS = 5;
    private static final int LONGEST_VIOLATION = 200;
    private static final Logger LOG = Logger.getLogger(ArgumentCheck.class);
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String tool;
    private final JsonNode schema;
    private Optional<ArgumentSchema> compiled;

    /**
     * @param tool what the log calls it
     * @param schema null to take every JSON object
     */
    public ArgumentCheck(String tool, JsonNode schema) {
        this.tool = tool;
        this.schema = schema;
    }

    /**
     * The problem with arguments, as a sentence for the model that names the fields and has a bounded length; empty when there is none.
     *
     * @param arguments as the model wrote them; nothing at all stands for an empty object
     */
    public Optional<String> problem(String arguments) {
        if (arguments == null || arguments.isBlank()) {
            return violations(JSON.createObjectNode());
        }
        if (arguments.length() > LONGEST_ARGUMENTS) {
            return Optional.of("The arguments have %d characters, more than the %d that are taken."
                    .formatted(arguments.length(), LONGEST_ARGUMENTS));
        }
        try {
            var read = JSON.readTree(arguments);
            return read.isObject() ? violations(read) : Optional.of("The arguments must be a JSON object.");
        } catch (JsonProcessingException e) {
            return Optional.of("The arguments must be a JSON object, and are not JSON: "
                    + shortened(e.getOriginalMessage().lines().findFirst().orElse("")));
        }
    }

    private Optional<String> violations(JsonNode arguments) {
        var usable = compiled();
        if (usable.isEmpty()) {
            return Optional.empty();
        }
        try {
            var violations = usable.get().violations(arguments);
            return violations.isEmpty() ? Optional.empty() : Optional.of(sentence(violations));
        } catch (RuntimeException | StackOverflowError e) {
            // Known only now: references that lead nowhere or to themselves, expressions that take too long.
            giveUp(e);
            return Optional.empty();
        }
    }

    /** Made when it is needed first: an agent that calls no tools pays nothing. */
    private synchronized Optional<ArgumentSchema> compiled() {
        if (compiled == null) {
            try {
                compiled = Optional.ofNullable(schema).map(ArgumentSchema::of);
            } catch (RuntimeException | StackOverflowError e) {
                giveUp(e);
            }
        }
        return compiled;
    }

    private synchronized void giveUp(Throwable e) {
        LOG.warnf("The arguments of the tool %s go unchecked, its schema cannot be used: %s", tool, reason(e));
        compiled = Optional.empty();
    }

    private static String sentence(Collection<ValidationMessage> violations) {
        var more = violations.size() - MOST_VIOLATIONS;
        return violations.stream()
                .limit(MOST_VIOLATIONS)
                .map(violation -> shortened(violation.getMessage()))
                .collect(Collectors.joining(
                        "; ",
                        "The arguments do not fit the tool's schema: ",
                        more > 0 ? "; and " + more + " more problems." : "."));
    }

    private static String reason(Throwable e) {
        return shortened(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }

    private static String shortened(String text) {
        var line = text.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_VIOLATION ? line : line.substring(0, LONGEST_VIOLATION) + "...";
    }
}
