package dev.vivarium.agent.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
    private static final Duration AMPLE = Duration.ofHours(1);

    @ParameterizedTest
    @EnumSource
    void onlyWhatMayPassIsTriedAgain(ModelErrorType type) {
        var retried = switch (type) {
            case RATE_LIMITED, SERVER_ERROR, CONNECTION -> true;
            default -> false;
        };
        assertThat(policy(0.5).pause(new ModelException(type, "x"), 0, AMPLE).isPresent())
                .isEqualTo(retried);
    }

    @Test
    void theJitterIsFullAndItsBoundDoubles() {
        assertThat(policy(0).pause(failure(null), 3, AMPLE)).contains(Duration.ZERO);
        assertThat(policy(0.5).pause(failure(null), 0, AMPLE)).contains(Duration.ofMillis(50));
        assertThat(policy(0.5).pause(failure(null), 1, AMPLE)).contains(Duration.ofMillis(100));
        assertThat(policy(0.5).pause(failure(null), 2, AMPLE)).contains(Duration.ofMillis(200));
        assertThat(policy(0.5).pause(failure(null), 4, AMPLE)).as("the longest").contains(Duration.ofMillis(500));
    }

    @Test
    void itEndsAfterTheMostRetries() {
        assertThat(policy(0.5).pause(failure(null), 4, AMPLE)).isPresent();
        assertThat(policy(0.5).pause(failure(null), 5, AMPLE)).isEmpty();
    }

    @Test
    void whatTheProviderAsksForIsWaitedAndSpread() {
        assertThat(policy(0).pause(failure(Duration.ofSeconds(30)), 0, AMPLE)).contains(Duration.ofSeconds(30));
        assertThat(policy(0.5).pause(failure(Duration.ofSeconds(30)), 0, AMPLE)).contains(Duration.ofMillis(30_050));
    }

    @Test
    void nothingIsWaitedForThatTheDeadlineDoesNotAllow() {
        assertThat(policy(0).pause(failure(Duration.ofSeconds(30)), 0, Duration.ofSeconds(30)))
                .isEmpty();
        assertThat(policy(0.5).pause(failure(null), 0, Duration.ofMillis(50))).isEmpty();
    }

    private static ModelException failure(Duration retryAfter) {
        return new ModelException(ModelErrorType.RATE_LIMITED, "slow down", null, retryAfter);
    }

    private static RetryPolicy policy(double random) {
        return new RetryPolicy(5, Duration.ofMillis(100), Duration.ofSeconds(1), () -> random);
    }
}
