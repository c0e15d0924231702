package dev.vivarium.agent.runtime.turn;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.runtime.model.ContextSize;
import dev.vivarium.agent.runtime.model.MeteredModel;
import dev.vivarium.agent.runtime.model.ModelCall;
import dev.vivarium.agent.runtime.model.ModelErrorType;
import dev.vivarium.agent.runtime.model.ModelException;
import dev.vivarium.agent.runtime.model.ModelRouter;
import dev.vivarium.agent.runtime.model.StreamListener;
import dev.vivarium.agent.runtime.model.Tier;
import dev.vivarium.agent.runtime.tools.Tool;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

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
     * Runs one turn.
     *
     * @param usage counts what is used, also when the turn fails
     * @return the turn's messages: the user's first, the final answer last
     * @throws TurnFailedException when there is no final answer
     */
    List<ChatMessage> run(TurnInput turn, UsageMeter usage) throws TurnFailedException {
        var messages = new ArrayList<ChatMessage>();
        messages.add(UserMessage.from(turn.input()));
        var tools = turn.tools().values().stream().map(Tool::specification).toList();
        for (var round = 1; round <= maxIterations; round++) {
            var answer = call(turn, round, messages, tools, usage);
            var message = answer.reply().message();
            if (!message.hasToolExecutionRequests()) {
                // Providers refuse an answer without a text when they get it back as history.
                messages.add(message.text() == null ? AiMessage.from("") : message);
                return messages;
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

    private MeteredModel.Answer call(
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
            var answer = model.call(tier, call, new TurnStream(turn.listener(), usage));
            usage.answered(answer);
            return answer;
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
        public boolean hearsText() {
            return listener.hearsText();
        }

        @Override
        public void onText(String piece) {
            listener.onText(piece);
        }
    }
}
