package dev.vivarium.agent.runtime.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.runtime.model.FinishReason;
import dev.vivarium.agent.runtime.model.ModelCall;
import dev.vivarium.agent.runtime.model.ModelClient;
import dev.vivarium.agent.runtime.model.ModelErrorType;
import dev.vivarium.agent.runtime.model.ModelException;
import dev.vivarium.agent.runtime.model.ModelReply;
import dev.vivarium.agent.runtime.model.StreamListener;
import dev.vivarium.agent.runtime.model.TokenCounts;
import dev.vivarium.agent.runtime.testing.Configurations;
import dev.vivarium.agent.runtime.tools.ToolErrorType;
import dev.vivarium.agent.runtime.tools.ToolResult;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever models, tools, errors and conversations come: the number of series stays small, what is beyond the bound is counted under one value, nothing that a
 * user or a model wrote gets into an attribute, and every sum is what really happened.
 */
class CardinalityTest {
    private static final int TURNS = 600;
    private static final int TOOLS = 400;

    /** In everything that a user, a model or a tool says. */
    private static final String MARK = "\u2603";

    /** Versions of the model that are told apart, the configured name, and the value for all others. */
    private static final int RESPONSE_MODELS = 16 + 2;

    /** Tools that are told apart, and the value for all others. */
    private static final int TOOL_NAMES = 256 + 1;

    private static final Percentage ROUNDING = Percentage.withPercentage(1e-9);

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_124, -7})
    void seriesAreBoundedAndSumsAreExactWhateverComes(long seed) {
        var random = new Random(seed);
        var model = new AnyModel(random);
        var agent = new AgentUnderTest(Configurations.simulated(), model);
        for (var i = 0; i < TOOLS; i++) {
            agent.withTool("tool-" + i, call -> anyResult());
        }
        var replies = new ArrayList<TurnReply>();
        for (var i = 0; i < TURNS; i++) {
            replies.add(agent.ask(garbage(random), garbage(random)));
        }

        var telemetry = agent.telemetry;
        var errors = ModelErrorType.values().length;
        assertThat(telemetry.values(Catalog.INFERENCE_DURATION)).hasSizeBetween(2, RESPONSE_MODELS + errors);
        assertThat(telemetry.values(Catalog.INPUT_TOKENS)).hasSize(RESPONSE_MODELS);
        assertThat(telemetry.values(Catalog.TOOL_DURATION))
                .hasSizeBetween(2, TOOL_NAMES * (ToolErrorType.values().length + 1));
        assertThat(telemetry.values(Catalog.TURNS)).hasSizeBetween(2, 2 + TurnErrorType.values().length);
        assertThat(telemetry.values(Catalog.TURN_DURATION)).hasSizeBetween(2, 1 + TurnErrorType.values().length);
        assertThat(telemetry.values(Catalog.REFUSED_CALLS)).hasSize(2);
        assertThat(telemetry.attributeValues())
                .contains("other", "unknown")
                .allSatisfy(value -> assertThat(value).doesNotContain(MARK).hasSizeLessThanOrEqualTo(200));
        for (var metric : telemetry.metrics()) {
            assertThat(metric.getData().getPoints())
                    .as(metric.getName())
                    .allSatisfy(
                            point -> assertThat(point.getAttributes().asMap().keySet())
                                    .extracting(Object::toString)
                                    .isSubsetOf(allowed(metric.getName())));
        }

        var served = model.served.stream().reduce(TokenCounts.NONE, TokenCounts::plus);
        assertThat(sum(agent, Catalog.INPUT_TOKENS)).isEqualTo(served.input());
        assertThat(sum(agent, Catalog.OUTPUT_TOKENS)).isEqualTo(served.output());
        assertThat(sum(agent, Catalog.CACHE_READ_TOKENS)).isEqualTo(served.cacheRead());
        assertThat(sum(agent, Catalog.CACHE_WRITE_TOKENS)).isEqualTo(served.cacheWrite());
        assertThat(sum(agent, Catalog.REASONING_TOKENS)).isEqualTo(served.reasoning());
        assertThat(sum(agent, Catalog.INFERENCE_DURATION)).isEqualTo(model.calls);
        assertThat(sum(agent, Catalog.TURNS)).isEqualTo(TURNS);
        assertThat(sum(agent, Catalog.TURN_DURATION)).isEqualTo(TURNS);
        assertThat(sum(agent, Catalog.TOOL_DURATION))
                .isEqualTo(replies.stream()
                        .mapToInt(reply -> reply.usage().toolCalls())
                        .sum());
        assertThat(sum(agent, Catalog.COST_USD))
                .isCloseTo(
                        replies.stream()
                                .map(reply -> reply.usage().costUsd())
                                .filter(Objects::nonNull)
                                .map(BigDecimal::new)
                                .reduce(BigDecimal.ZERO, BigDecimal::add)
                                .doubleValue(),
                        ROUNDING);
    }

    private static List<String> allowed(String metric) {
        return Catalog.all().stream()
                .filter(known -> known.name().equals(metric))
                .flatMap(known -> known.attributes().stream())
                .map(Attribute::key)
                .toList();
    }

    private static double sum(AgentUnderTest agent, Metric metric) {
        return agent.telemetry.values(metric).values().stream()
                .mapToDouble(value -> value)
                .sum();
    }

    /** Text with control characters, halves of surrogate pairs and everything else, now and then very long. */
    private static String garbage(Random random) {
        var length = random.nextInt(50) == 0 ? 5_000 : random.nextInt(20);
        return MARK
                + random.ints(length, 0, Character.MAX_VALUE + 1)
                        .mapToObj(character -> String.valueOf((char) character))
                        .collect(Collectors.joining());
    }

    /** Tools run side by side, so that each call gets random numbers of its own. */
    private static ToolResult anyResult() {
        var random = new Random();
        return switch (random.nextInt(60)) {
            case 0 -> throw new IllegalStateException(garbage(random));
            case 1, 2, 3, 4, 5, 6, 7, 8, 9 ->
                ToolResult.failed(
                        ToolErrorType.values()[random.nextInt(ToolErrorType.values().length)], garbage(random));
            default -> ToolResult.of(garbage(random));
        };
    }

    /** Fails in every way, and answers with anything as name, text, tokens and tool calls. */
    private static final class AnyModel implements ModelClient {
        private final Random random;
        private final List<TokenCounts> served = new ArrayList<>();
        private int calls;

        AnyModel(Random random) {
            this.random = random;
        }

        @Override
        public ModelReply call(ModelCall call, StreamListener listener) throws ModelException {
            calls++;
            return switch (random.nextInt(4)) {
                case 0 ->
                    throw new ModelException(
                                    ModelErrorType.values()[random.nextInt(ModelErrorType.values().length)],
                                    garbage(random))
                            .having(random.nextBoolean() ? tokens() : null);
                case 1 -> reply(AiMessage.from(garbage(random)));
                default ->
                    reply(AiMessage.from(IntStream.range(0, 1 + random.nextInt(20))
                            .mapToObj(i -> ToolExecutionRequest.builder()
                                    .id(MARK + i)
                                    .name(random.nextBoolean() ? "tool-" + random.nextInt(TOOLS) : garbage(random))
                                    .arguments("{\"x\":\"" + MARK + random.nextLong() + "\"}")
                                    .build())
                            .toList()));
            };
        }

        private TokenCounts tokens() {
            var tokens = new TokenCounts(
                    random.nextInt(), random.nextInt(), random.nextInt(), random.nextInt(), random.nextInt());
            served.add(tokens);
            return tokens;
        }

        private ModelReply reply(AiMessage message) {
            var name = switch (random.nextInt(4)) {
                case 0 -> null;
                case 1 -> "sim-large-" + random.nextInt(10_000);
                case 2 -> "sim-large" + "x".repeat(1_000 + random.nextInt(1_000));
                default -> garbage(random);
            };
            var tokens = tokens();
            // Most answers are whole, so that turns go on.
            var reason = random.nextInt(4) == 0
                    ? FinishReason.values()[random.nextInt(FinishReason.values().length)]
                    : FinishReason.STOP;
            return new ModelReply(message, name, garbage(random), reason, tokens);
        }
    }
}
