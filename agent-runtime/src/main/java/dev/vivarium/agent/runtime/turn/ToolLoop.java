package dev.vivarium.agent.runtime.turn;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnFinish;
import dev.vivarium.agent.runtime.model.ContextSize;
import dev.vivarium.agent.runtime.model.FinishReason;
import dev.vivarium.agent.runtime.model.ModelCall;
import dev.vivarium.agent.runtime.model.ModelErrorType;
import dev.vivarium.agent.runtime.model.ModelException;
import dev.vivarium.agent.runtime.model.ModelReply;
import dev.vivarium.agent.runtime.model.ModelRouter;
import dev.vivarium.agent.runtime.model.StreamListener;
import dev.vivarium.agent.runtime.model.Tier;
import dev.vivarium.agent.runtime.model.TokenCounts;
import dev.vivarium.agent.runtime.tools.Tool;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls the model, runs the tools that it asks for, and calls it again with their results, until it answers with text alone. */
@Singleton
public class ToolLoop {
    /** Calls beyond it are not run in one round; a model that asks for more is running wild. */
    private static final int MOST_CALLS_PER_ROUND = 16;

    private final ModelRouter model;
    private final ToolRunner runner;
    private final SystemMessage instructions;
    private final int maxIterations;

    @Inject
    public ToolLoop(ModelRouter model, ToolRunner runner, AgentConfiguration configuration) {
        this.model = model;
        this.runner = runner;
        this.instructions = SystemMessage.from(configuration.instructions());
        this.maxIterations = configuration.limits().maxIterations();
    }

    /**
     * What a turn came to.
     *
     * @param messages the user's first, the final answer last
     */
    record Outcome(List<ChatMessage> messages, TurnFinish finish) {
        String output() {
            return ContextSize.text(messages.getLast());
        }
    }

    /**
     * Runs one turn.
     *
     * @param usage counts what is used, also when the turn fails
     * @throws TurnFailedException when there is no final answer
     */
    Outcome run(TurnInput turn, UsageMeter usage) throws TurnFailedException {
        var messages = new ArrayList<ChatMessage>();
        messages.add(UserMessage.from(turn.input()));
        var tools = turn.tools().values().stream().map(Tool::specification).toList();
        for (var round = 1; round <= maxIterations; round++) {
            var answer = call(turn, round, messages, tools, usage);
            var message = answer.message();
            if (!message.hasToolExecutionRequests()) {
                // Providers refuse an answer without a text when they get it back as history.
                messages.add(message.text() == null ? AiMessage.from("") : message);
                return new Outcome(
                        messages, answer.finishReason() == FinishReason.LENGTH ? TurnFinish.LENGTH : TurnFinish.STOP);
            }
            messages.add(message);
            var calls = message.toolExecutionRequests();
            if (calls.size() > MOST_CALLS_PER_ROUND) {
                throw new TurnFailedException(
                        TurnErrorType.PROVIDER_ERROR,
                        "The model asked for %d tools at once, more than the %d that are run."
                                .formatted(calls.size(), MOST_CALLS_PER_ROUND));
            }
            if (round < maxIterations) {
                usage.toolsCalled(calls.size());
                messages.addAll(runner.run(calls, turn, round));
            }
        }
        throw new TurnFailedException(
                TurnErrorType.MAX_ITERATIONS,
                "The model still asked for tools after %d rounds (limits.maxIterations).".formatted(maxIterations));
    }

    private ModelReply call(
            TurnInput turn, int round, List<ChatMessage> messages, List<ToolSpecification> tools, UsageMeter usage)
            throws TurnFailedException {
        if (turn.deadline().isOver()) {
            throw timeout();
        }
        var context = new ArrayList<ChatMessage>();
        context.add(instructions);
        context.addAll(turn.history());
        context.addAll(messages);
        var tier = Tier.of(
                ContextSize.tokens(turn.input().length()),
                ContextSize.tokens(ContextSize.characters(context, tools)),
                round);
        var call = new ModelCall(context, tools, turn.deadline().timeLeft());
        try {
            return model.call(tier, call, new TurnStream(turn.listener(), usage));
        } catch (ModelException e) {
            throw failure(e, turn);
        }
    }

    private static TurnFailedException failure(ModelException e, TurnInput turn) {
        if (e.type() == ModelErrorType.CANCELLED) {
            return new TurnFailedException(TurnErrorType.CANCELLED, "The turn was given up while the model answered.");
        }
        if (e.type() == ModelErrorType.TIMEOUT && turn.deadline().isOver()) {
            return timeout();
        }
        if (e.type() == ModelErrorType.CONTENT_FILTERED) {
            return new TurnFailedException(
                    TurnErrorType.CONTENT_FILTERED, "The model's provider does not answer this: " + e.getMessage());
        }
        return new TurnFailedException(
                TurnErrorType.PROVIDER_ERROR,
                "The model's provider failed (" + e.type().value() + "): " + e.getMessage());
    }

    private static TurnFailedException timeout() {
        return new TurnFailedException(TurnErrorType.TIMEOUT, "The turn took longer than limits.turnTimeout.");
    }

    /** What the turn hears of its calls of models. */
    private record TurnStream(TurnListener listener, UsageMeter usage) implements StreamListener {
        @Override
        public void onCall() {
            usage.modelCalled();
        }

        @Override
        public void onUsed(TokenCounts tokens, Optional<BigDecimal> costUsd) {
            usage.modelUsed(tokens, costUsd);
        }

        @Override
        public boolean hearsText() {
            return listener.hearsText();
        }

        @Override
        public void onText(String piece) {
            listener.onText(piece);
        }
    }
}
