package dev.vivarium.agent.runtime.model.openai;

import dev.langchain4j.http.client.jdk.JdkHttpClient;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.ModelCall;
import dev.vivarium.agent.runtime.model.ModelClient;
import dev.vivarium.agent.runtime.model.ModelErrorType;
import dev.vivarium.agent.runtime.model.ModelException;
import dev.vivarium.agent.runtime.model.ModelReply;
import dev.vivarium.agent.runtime.model.StreamListener;
import dev.vivarium.agent.runtime.model.TokenCounts;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A model behind OpenAI's chat completions API, of OpenAI or of any compatible server. Every call is streamed: a call that is given up ends at once, and the
 * time to the first chunk is known. There are no retries in here, so that each call is one call of the API.
 */
public final class OpenAiModel implements ModelClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final OpenAiStreamingChatModel model;
    private final ApiKey apiKey;

    /**
     * @param longestCall read timeout of the connection; each call has its own, shorter one
     */
    public OpenAiModel(AgentConfiguration.Model configuration, Duration longestCall) {
        apiKey = configuration.apiKeyFile() == null ? null : new ApiKey(Path.of(configuration.apiKeyFile()));
        var http = HttpClient.newBuilder()
                // Compatible servers in a cluster speak plain HTTP, and many stumble over the upgrade to HTTP/2 that
                // the JDK asks for there.
                .version(isPlain(configuration.baseUrl()) ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(Executors.newVirtualThreadPerTaskExecutor());
        var builder = OpenAiStreamingChatModel.builder()
                .httpClientBuilder(
                        JdkHttpClient.builder().httpClientBuilder(http).connectTimeout(CONNECT_TIMEOUT))
                .timeout(longestCall)
                .modelName(configuration.name())
                .temperature(configuration.temperature())
                .customHeaders(this::headers);
        if (configuration.baseUrl() != null) {
            builder.baseUrl(configuration.baseUrl());
        }
        // OpenAI's newer models refuse max_tokens, many compatible servers do not know its successor.
        if ("openai".equals(configuration.provider())) {
            builder.maxCompletionTokens(configuration.maxOutputTokens());
        } else {
            builder.maxTokens(configuration.maxOutputTokens());
        }
        model = builder.build();
    }

    @Override
    public ModelReply call(ModelCall call, StreamListener listener) throws ModelException {
        var request = ChatRequest.builder()
                .messages(call.messages())
                .toolSpecifications(call.tools())
                .build();
        var stream = new OpenAiStream(listener);
        try {
            model.chat(request, stream);
            return reply(stream.answer().get(call.timeout().toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            throw OpenAiErrors.translate(e.getCause());
        } catch (TimeoutException e) {
            throw new ModelException(ModelErrorType.TIMEOUT, "the provider did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException(ModelErrorType.CANCELLED, "the call was given up", e);
        } catch (ApiKey.UnreadableException e) {
            throw new ModelException(ModelErrorType.AUTHENTICATION, e.getMessage(), e);
        } catch (RuntimeException e) {
            throw OpenAiErrors.translate(e);
        } finally {
            stream.close();
        }
    }

    private static ModelReply reply(ChatResponse response) throws ModelException {
        if (response.finishReason() == null) {
            throw new ModelException(
                    ModelErrorType.MALFORMED_RESPONSE, "the provider's answer ended before it was complete");
        }
        return new ModelReply(
                response.aiMessage(),
                response.modelName(),
                response.id(),
                finishReason(response.finishReason()),
                tokens(response.tokenUsage()));
    }

    private static TokenCounts tokens(TokenUsage usage) {
        if (usage == null) {
            return TokenCounts.NONE;
        }
        long cached = 0;
        long reasoning = 0;
        if (usage instanceof OpenAiTokenUsage details) {
            cached = details.inputTokensDetails() == null
                    ? 0
                    : orZero(details.inputTokensDetails().cachedTokens());
            reasoning = details.outputTokensDetails() == null
                    ? 0
                    : orZero(details.outputTokensDetails().reasoningTokens());
        }
        return new TokenCounts(orZero(usage.inputTokenCount()), orZero(usage.outputTokenCount()), cached, 0, reasoning);
    }

    private static long orZero(Integer number) {
        return number == null ? 0 : number;
    }

    private static String finishReason(FinishReason reason) {
        return switch (reason) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOL_EXECUTION -> "tool_call";
            case CONTENT_FILTER -> "content_filter";
            case OTHER -> "other";
        };
    }

    private static boolean isPlain(String baseUrl) {
        return baseUrl != null && baseUrl.startsWith("http:");
    }

    /** Key and trace context of one call; not the baggage, which names agents and is nobody else's business. */
    private Map<String, String> headers() {
        var headers = new HashMap<String, String>();
        W3CTraceContextPropagator.getInstance().inject(Context.current(), headers, Map::put);
        if (apiKey != null) {
            headers.put("Authorization", "Bearer " + apiKey.read());
        }
        return headers;
    }
}
