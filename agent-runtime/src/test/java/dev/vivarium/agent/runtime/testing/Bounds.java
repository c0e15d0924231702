package dev.vivarium.agent.runtime.testing;

import dev.vivarium.agent.runtime.model.ModelSettings;
import dev.vivarium.agent.runtime.tools.ToolSettings;
import dev.vivarium.agent.runtime.turn.MemorySettings;
import java.time.Duration;

/** Settings for tests: short, but not so short that a busy machine breaks them. */
public final class Bounds {
    private Bounds() {}

    /** For tests that see the end of each of them. */
    public static ToolSettings tools() {
        return tools(Duration.ofSeconds(5), Duration.ofMillis(600), Duration.ofSeconds(2));
    }

    /**
     * @param callTimeout of a call
     * @param drainTime how long an instance that was replaced may work on
     * @param absence how long servers may be away
     */
    public static ToolSettings tools(Duration callTimeout, Duration drainTime, Duration absence) {
        return new ToolSettings() {
            @Override
            public Duration connectTimeout() {
                return Duration.ofSeconds(10);
            }

            @Override
            public Duration callTimeout() {
                return callTimeout;
            }

            @Override
            public Duration watchInterval() {
                return Duration.ofMillis(200);
            }

            @Override
            public Duration drainTime() {
                return drainTime;
            }

            @Override
            public Duration absence() {
                return absence;
            }

            @Override
            public Duration refreshInterval() {
                return Duration.ofMillis(400);
            }

            @Override
            public Duration retryInterval() {
                return Duration.ofMillis(50);
            }

            @Override
            public long maxAnswerBytes() {
                return 100_000;
            }

            @Override
            public int maxResultCharacters() {
                return 1_000;
            }
        };
    }

    public static ModelSettings models() {
        return models(10, 4);
    }

    /** With a circuit breaker that stays closed however many calls fail: how long it would be open depends on the speed of the machine. */
    public static ModelSettings modelsWithoutBreaker() {
        return models(100_000, 100_000);
    }

    private static ModelSettings models(int breakerWindow, int breakerMinimumCalls) {
        return new ModelSettings() {
            @Override
            public Duration retryDelay() {
                return Duration.ofMillis(2);
            }

            @Override
            public Duration retryMaxDelay() {
                return Duration.ofMillis(20);
            }

            @Override
            public int breakerWindow() {
                return breakerWindow;
            }

            @Override
            public int breakerMinimumCalls() {
                return breakerMinimumCalls;
            }

            @Override
            public Duration breakerOpen() {
                return Duration.ofMillis(200);
            }
        };
    }

    public static MemorySettings memory(int conversations, int messages, int tokens) {
        return new MemorySettings() {
            @Override
            public int maxConversations() {
                return conversations;
            }

            @Override
            public int maxMessages() {
                return messages;
            }

            @Override
            public int maxTokens() {
                return tokens;
            }

            @Override
            public boolean summarise() {
                return true;
            }
        };
    }
}
