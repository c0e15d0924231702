package dev.vivarium.agent.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration.Delegation;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnReply.TurnError;
import java.util.List;
import org.junit.jupiter.api.Test;

class DelegationPolicyTest {
    @Test
    void anAgentTakesEveryTurn() {
        assertThat(new DelegationPolicy(null).refusal("anybody", DelegationPolicy.MOST_STEPS))
                .isEmpty();
    }

    @Test
    void nobodyTakesATaskThatCameTooFarForAnybody() {
        for (var policy : List.of(new DelegationPolicy(null), new DelegationPolicy(new Delegation(99, List.of())))) {
            assertThat(policy.refusal("anybody", DelegationPolicy.MOST_STEPS + 1))
                    .map(TurnError::type)
                    .contains(TurnErrorType.DEPTH_EXCEEDED);
        }
    }

    @Test
    void aSubAgentTakesTasksOfItsParentsUpToItsDepth() {
        var policy = new DelegationPolicy(new Delegation(2, List.of("zoo.agent.a")));
        assertThat(policy.refusal("zoo.agent.a", 2)).isEmpty();
        assertThat(policy.refusal("zoo.agent.a", 3)).map(TurnError::type).contains(TurnErrorType.DEPTH_EXCEEDED);
        assertThat(policy.refusal("zoo.agent.b", 1)).map(TurnError::type).contains(TurnErrorType.PARENT_NOT_ALLOWED);
        assertThat(policy.refusal("user", 0)).map(TurnError::type).contains(TurnErrorType.PARENT_NOT_ALLOWED);
    }

    @Test
    void withoutParentsEverybodyMayDelegate() {
        var policy = new DelegationPolicy(new Delegation(1, List.of()));
        assertThat(policy.refusal("user", 0)).isEmpty();
        assertThat(policy.refusal("zoo.agent.b", 1)).isEmpty();
        assertThat(policy.refusal("zoo.agent.b", 2)).map(TurnError::type).contains(TurnErrorType.DEPTH_EXCEEDED);
    }
}
