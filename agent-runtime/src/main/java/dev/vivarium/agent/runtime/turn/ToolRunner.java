package dev.vivarium.agent.runtime.turn;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.runtime.telemetry.BoundedNames;
import dev.vivarium.agent.runtime.telemetry.Content;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.telemetry.Keys;
import dev.vivarium.agent.runtime.telemetry.SpanKeys;
import dev.vivarium.agent.runtime.tools.Tool;
import dev.vivarium.agent.runtime.tools.ToolErrorType;
import dev.vivarium.agent.runtime.tools.ToolInvocation;
import dev.vivarium.agent.runtime.tools.ToolResult;
import dev.vivarium.agent.runtime.tools.ToolType;
import dev.vivarium.telemetry.Attribute;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Runs the tool calls of one round side by side, each on a virtual thread, in one span and with one measurement. */
@Singleton
public class ToolRunner {
    private static final Logger LOG = Logger.getLogger(ToolRunner.class);
    private static final String UNKNOWN = "unknown";
    private static final int MOST_NAMES = 256;

    private final Instruments instruments;
    private final Content content;
    private final Tracer tracer;
    private final String agent;
    private final BoundedNames names = new BoundedNames(MOST_NAMES, UNKNOWN);

    @Inject
    public ToolRunner(
            Instruments instruments, Content content, OpenTelemetry openTelemetry, AgentConfiguration configuration) {
        this.instruments = instruments;
        this.content = content;
        this.tracer = openTelemetry.getTracer(Instruments.SCOPE);
        this.agent = configuration.name();
    }

    /**
     * Runs the calls and waits for all of them, in the current trace context.
     *
     * @param round which round of the turn this is, from 1
     * @return the results in the order of the calls
     * @throws TurnFailedException when the turn's time is over or the calling thread is interrupted; calls that still run are then interrupted
     */
    List<ToolExecutionResultMessage> run(List<ToolExecutionRequest> calls, TurnInput turn, int round)
            throws TurnFailedException {
        var tasks = new ArrayList<FutureTask<ToolExecutionResultMessage>>();
        try {
            for (var i = 0; i < calls.size(); i++) {
                var call = calls.get(i);
                var id = turn.turnId() + "/" + round + "." + (i + 1);
                Callable<ToolExecutionResultMessage> work = () -> run(call, id, turn);
                var task = new FutureTask<>(Context.current().wrap(work));
                tasks.add(task);
                Thread.ofVirtual().name("tool-" + call.name()).start(task);
            }
            var results = new ArrayList<ToolExecutionResultMessage>();
            for (var task : tasks) {
                results.add(task.get(turn.deadline().timeLeft().toNanos(), TimeUnit.NANOSECONDS));
            }
            return results;
        } catch (TimeoutException e) {
            throw new TurnFailedException(TurnErrorType.TIMEOUT, "The turn's time was over while a tool ran.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TurnFailedException(TurnErrorType.CANCELLED, "The turn was given up while a tool ran.");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a tool call never throws", e.getCause());
        } finally {
            tasks.forEach(task -> task.cancel(true));
        }
    }

    private ToolExecutionResultMessage run(ToolExecutionRequest call, String id, TurnInput turn) {
        var tool = turn.tools().get(call.name());
        var name = tool == null ? UNKNOWN : names.bound(tool.name());
        var type = tool == null ? ToolType.FUNCTION : tool.type();
        var span = tracer.spanBuilder("execute_tool " + name)
                .setAttribute(Keys.of(Attribute.OPERATION_NAME), "execute_tool")
                .setAttribute(Keys.of(Attribute.TOOL_NAME), tool == null ? call.name() : tool.name())
                .setAttribute(Keys.of(Attribute.TOOL_TYPE), type.value())
                .setAttribute(SpanKeys.TOOL_CALL, call.id())
                .startSpan();
        turn.listener().onToolStarted(call.name());
        var start = System.nanoTime();
        try (var scope = Context.current().with(span).makeCurrent()) {
            var result = result(
                    tool,
                    call,
                    new ToolInvocation(
                            arguments(call), id, turn.depth(), turn.deadline().timeLeft()));
            var attributes = Attributes.builder()
                    .put(Keys.of(Attribute.TOOL_NAME), name)
                    .put(Keys.of(Attribute.TOOL_TYPE), type.value())
                    .put(Keys.of(Attribute.AGENT_NAME), agent);
            if (result.isFailed()) {
                attributes.put(Keys.of(Attribute.ERROR_TYPE), result.errorType());
                failed(span, name, result);
            }
            instruments.toolDuration().record((System.nanoTime() - start) / 1e9, attributes.build());
            content.toolCall(span, call.arguments(), result.text());
            turn.listener().onToolEnded(call.name(), result.isFailed());
            return ToolExecutionResultMessage.from(call, result.text());
        } finally {
            span.end();
        }
    }

    /** Some providers write nothing for a tool without parameters. */
    private static String arguments(ToolExecutionRequest call) {
        return call.arguments() == null || call.arguments().isBlank() ? "{}" : call.arguments();
    }

    private static ToolResult result(Tool tool, ToolExecutionRequest call, ToolInvocation invocation) {
        if (tool == null) {
            return ToolResult.failed(ToolErrorType.UNKNOWN_TOOL, "There is no tool " + call.name() + ".");
        }
        try {
            var problem = tool.problem(invocation.arguments());
            return problem.isPresent()
                    ? ToolResult.failed(ToolErrorType.INVALID_ARGUMENTS, problem.get())
                    : tool.call(invocation);
        } catch (RuntimeException e) {
            LOG.errorf(e, "The tool %s failed in a way that it must not", call.name());
            return ToolResult.failed(ToolErrorType.INTERNAL, "The tool failed.");
        }
    }

    private static void failed(Span span, String tool, ToolResult result) {
        span.setAttribute(Keys.of(Attribute.ERROR_TYPE), result.errorType());
        span.setStatus(StatusCode.ERROR, result.errorType());
        LOG.warnf("The tool %s failed: %s", tool, result.errorType());
    }
}
