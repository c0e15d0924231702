package dev.vivarium.agent.runtime.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.delegation.SubAgentAnswer;
import dev.vivarium.agent.runtime.delegation.SubAgentClient;
import dev.vivarium.agent.runtime.delegation.SubAgentTask;
import dev.vivarium.agent.runtime.testing.Configurations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DelegationsTest {
    private final List<SubAgentTask> tasks = new ArrayList<>();

    @Test
    void handsTheTaskOverAStepDeeper() {
        var result = tool(new SubAgentAnswer.Output("llamas spit"))
                .call(new ToolInvocation("{\"task\":\"llamas\"}", "turn/1.1", 2, Duration.ofMinutes(10)));
        assertThat(result).isEqualTo(ToolResult.of("llamas spit"));
        assertThat(tasks).singleElement().satisfies(task -> {
            assertThat(task.input()).isEqualTo("llamas");
            assertThat(task.depth()).isEqualTo(3);
            assertThat(task.timeout()).isEqualTo(Duration.ofSeconds(30));
            assertThat(task.conversationId()).isEqualTo("turn/1.1");
        });
    }

    @Test
    void waitsNoLongerThanTheTurnHasLeft() {
        tool(new SubAgentAnswer.Output(""))
                .call(new ToolInvocation("{\"task\":\"llamas\"}", "turn/1.1", 0, Duration.ofSeconds(7)));
        assertThat(tasks)
                .singleElement()
                .satisfies(task -> assertThat(task.timeout()).isEqualTo(Duration.ofSeconds(7)));
    }

    @Test
    void failuresKeepTheirType() {
        var result = tool(new SubAgentAnswer.Failure("depth_exceeded", "too deep"))
                .call(new ToolInvocation("{\"task\":\"llamas\"}", "turn/1.1", 0, Duration.ofSeconds(7)));
        assertThat(result.errorType()).isEqualTo("depth_exceeded");
        assertThat(result.text()).contains("research").contains("too deep");
    }

    @Test
    void doesNotHandOverWhatIsNoTask() {
        for (var arguments : List.of("", "{}", "[]", "{\"task\":7}", "{\"task\":\" \"}", "{oops")) {
            assertThat(tool(new SubAgentAnswer.Output("")).problem(arguments))
                    .as(arguments)
                    .hasValueSatisfying(problem -> assertThat(problem).contains("'task'"));
        }
        assertThat(tool(new SubAgentAnswer.Output("")).problem("{\"task\":\"llamas\"}"))
                .isEmpty();
    }

    private Tool tool(SubAgentAnswer answer) {
        var base = Configurations.simulated();
        SubAgentClient client = task -> {
            tasks.add(task);
            return answer;
        };
        var configuration = new AgentConfiguration(
                null,
                base.kind(),
                base.name(),
                base.namespace(),
                base.instructions(),
                base.model(),
                base.tiers(),
                base.limits(),
                base.transport(),
                null,
                List.of(new AgentConfiguration.SubAgent("research", "Looks up", "rockbot.subagent.research", "30s")),
                List.of(),
                null,
                base.telemetry(),
                List.of());
        var tools = new Delegations(configuration, client).tools();
        assertThat(tools)
                .singleElement()
                .satisfies(tool -> assertThat(tool.specification().name()).isEqualTo("delegate_to_research"));
        return tools.getFirst();
    }
}
