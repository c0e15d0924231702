package dev.vivarium.agent.runtime.model.provider;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.FinishReason;
import dev.vivarium.agent.runtime.model.ModelCall;
import dev.vivarium.agent.runtime.model.ModelClient;
import dev.vivarium.agent.runtime.model.ModelErrorType;
import dev.vivarium.agent.runtime.model.ModelException;
import dev.vivarium.agent.runtime.model.ModelReply;
import dev.vivarium.agent.runtime.model.StreamListener;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A model behind a provider's API. Every call is streamed: a call that is given up ends at once, and the time to the first chunk is known. There are no retries in
 * here, so that each call is one call of the API.
 */
public final class ProviderModel implements ModelClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final AgentConfiguration.Model configuration;
    private final ProviderApi api;
    private final ApiKey apiKey;
    private final HttpClient http;
    private final Clock clock;

    /** @throws IllegalArgumentException when no provider has the configured name */
    public ProviderModel(AgentConfiguration.Model configuration, Clock clock) {
        this.configuration = configuration;
        this.clock = clock;
        api = ProviderApi.of(configuration.provider());
        apiKey = configuration.apiKeyFile() == null ? null : new ApiKey(Path.of(configuration.apiKeyFile()));
        http = HttpClient.newBuilder()
                // Servers in a cluster speak plain HTTP, and many stumble over the upgrade to HTTP/2 that the JDK asks
                // for there.
                .version(isPlain(configuration.baseUrl()) ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Override
    public ModelReply call(ModelCall call, StreamListener listener) throws ModelException {
        var notes = new AnswerNotes(api);
        try {
            return reply(answer(call, listener, notes), notes);
        } catch (ModelException e) {
            // What the provider had counted by then is paid, though nobody gets the answer.
            throw e.having(notes.tokens());
        }
    }

    private ChatResponse answer(ModelCall call, StreamListener listener, AnswerNotes notes) throws ModelException {
        var request = ChatRequest.builder()
                .messages(call.messages())
                .toolSpecifications(call.tools())
                .build();
        var stream = new AnswerStream(listener);
        try {
            var key = apiKey == null ? null : apiKey.read();
            api.client(configuration, new StreamingHttp(notes, http, traceContext(), stream, clock), key)
                    .chat(request, stream);
            return stream.answer().get(call.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw ProviderErrors.translate(e.getCause());
        } catch (TimeoutException e) {
            throw new ModelException(ModelErrorType.TIMEOUT, "the provider did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException(ModelErrorType.CANCELLED, "the call was given up", e);
        } catch (ApiKey.UnreadableException e) {
            throw new ModelException(ModelErrorType.AUTHENTICATION, e.getMessage(), e);
        } catch (RuntimeException e) {
            throw ProviderErrors.translate(e);
        } finally {
            stream.close();
        }
    }

    private static ModelReply reply(ChatResponse response, AnswerNotes notes) throws ModelException {
        if (response.finishReason() == null) {
            throw new ModelException(
                    ModelErrorType.MALFORMED_RESPONSE, "the provider's answer ended before it was complete");
        }
        return new ModelReply(
                response.aiMessage(),
                response.modelName(),
                response.id(),
                notes.finishReason() == null ? finishReason(response.finishReason()) : notes.finishReason(),
                notes.tokens());
    }

    private static FinishReason finishReason(dev.langchain4j.model.output.FinishReason reason) {
        return switch (reason) {
            case STOP -> FinishReason.STOP;
            case LENGTH -> FinishReason.LENGTH;
            case TOOL_EXECUTION -> FinishReason.TOOL_CALL;
            case CONTENT_FILTER -> FinishReason.CONTENT_FILTER;
            case OTHER -> FinishReason.OTHER;
        };
    }

    private static boolean isPlain(String baseUrl) {
        return baseUrl != null && baseUrl.startsWith("http:");
    }

    /** Not the baggage, which names agents and is nobody else's business. */
    private static Map<String, String> traceContext() {
        var headers = new HashMap<String, String>();
        W3CTraceContextPropagator.getInstance().inject(Context.current(), headers, Map::put);
        return headers;
    }
}
