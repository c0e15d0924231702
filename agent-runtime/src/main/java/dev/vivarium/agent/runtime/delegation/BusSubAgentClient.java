package dev.vivarium.agent.runtime.delegation;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.InvalidMessageException;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnOrigin;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.contract.TurnRequest;
import dev.vivarium.agent.runtime.bus.BusRequests;
import dev.vivarium.agent.runtime.bus.BusRequests.UndeliverableException;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.telemetry.Keys;
import dev.vivarium.telemetry.Attribute;
import io.opentelemetry.api.common.Attributes;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Delegates over the bus. */
public final class BusSubAgentClient implements SubAgentClient {
    private static final Logger LOG = Logger.getLogger(BusSubAgentClient.class);

    private final String agentName;
    private final BusRequests requests;
    private final Instruments instruments;
    private final int maxConcurrent;
    private final Semaphore places;

    /**
     * @param maxConcurrent tasks that may be with sub-agents at a time; others wait for a place
     */
    public BusSubAgentClient(
            AgentConfiguration configuration, BusRequests requests, Instruments instruments, int maxConcurrent) {
        this.agentName = configuration.name();
        this.requests = requests;
        this.instruments = instruments;
        this.maxConcurrent = maxConcurrent;
        this.places = new Semaphore(maxConcurrent, true);
        // Shows the series before the first task.
        for (var subAgent : configuration.subAgents()) {
            instruments.subAgentActive().add(0, attributes(subAgent, null));
        }
    }

    @Override
    public SubAgentAnswer delegate(SubAgentTask task) {
        var begin = System.nanoTime();
        var answer = answerOf(task, begin + task.timeout().toNanos());
        var errorType = answer instanceof SubAgentAnswer.Failure failure ? failure.errorType() : null;
        var attributes = attributes(task.subAgent(), errorType);
        instruments.subAgentDuration().record((System.nanoTime() - begin) / 1e9, attributes);
        if (answer instanceof SubAgentAnswer.Failure failure) {
            instruments.subAgentFailures().add(1, attributes);
            LOG.infof(
                    "A task for the sub-agent %s failed (%s): %s",
                    task.subAgent().name(), failure.errorType(), failure.message());
        }
        return answer;
    }

    private SubAgentAnswer answerOf(SubAgentTask task, long deadline) {
        var name = task.subAgent().name();
        try {
            if (!places.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return failure(
                        TurnErrorType.OVERLOADED,
                        "all " + maxConcurrent
                                + " places for delegated tasks were taken for as long as the task may last");
            }
            instruments.subAgentActive().add(1, attributes(task.subAgent(), null));
            try {
                return toAnswer(name, ask(task, Duration.ofNanos(deadline - System.nanoTime())));
            } finally {
                instruments.subAgentActive().add(-1, attributes(task.subAgent(), null));
                places.release();
            }
        } catch (UndeliverableException e) {
            return new SubAgentAnswer.Failure(
                    SubAgentAnswer.Failure.UNREACHABLE,
                    "the sub-agent " + name + " cannot be reached: " + e.getMessage());
        } catch (TimeoutException e) {
            return failure(
                    TurnErrorType.TIMEOUT,
                    "the sub-agent " + name + " did not answer within "
                            + Math.max(1, task.timeout().toMillis()) / 1000.0 + " s");
        } catch (InvalidMessageException e) {
            return failure(
                    TurnErrorType.INTERNAL,
                    "the answer of the sub-agent " + name + " cannot be understood: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failure(TurnErrorType.CANCELLED, "the task for the sub-agent " + name + " was given up");
        }
    }

    private TurnReply ask(SubAgentTask task, Duration left)
            throws UndeliverableException, TimeoutException, InvalidMessageException, InterruptedException {
        if (left.toMillis() < 1) {
            throw new TimeoutException();
        }
        var request = new TurnRequest(null, null, task.conversationId(), task.input(), TurnOrigin.DELEGATED);
        return requests.ask(task.subAgent().routingKey(), request, task.depth(), left, task.trace());
    }

    private static SubAgentAnswer toAnswer(String name, TurnReply reply) {
        return reply.error() == null
                ? new SubAgentAnswer.Output(reply.output())
                : failure(
                        reply.error().type() == null
                                ? TurnErrorType.INTERNAL
                                : reply.error().type(),
                        "the sub-agent " + name + " failed: " + reply.error().message());
    }

    private static SubAgentAnswer.Failure failure(TurnErrorType type, String message) {
        return new SubAgentAnswer.Failure(type.value(), message);
    }

    private Attributes attributes(AgentConfiguration.SubAgent subAgent, String errorType) {
        var attributes = Attributes.builder()
                .put(Keys.of(Attribute.AGENT_NAME), agentName)
                .put(Keys.of(Attribute.SUBAGENT_NAME), subAgent.name());
        if (errorType != null) {
            attributes.put(Keys.of(Attribute.ERROR_TYPE), errorType);
        }
        return attributes.build();
    }
}
