package dev.vivarium.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.service.AiServices;
import dev.vivarium.agent.contract.InvalidMessageException;
import dev.vivarium.agent.contract.TurnJson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What one would write without the runtime: an AI service with memory behind the JDK's HTTP server, with neither bus nor telemetry nor limits. */
@Command(name = "serve-plain-loop", mixinStandardHelpOptions = true, description = "Serves the plain loop.")
final class PlainLoopCommand implements Callable<Integer> {
    private static final int REMEMBERED_MESSAGES = 20;
    private static final String ANSWER = "A terrarium is a small closed world behind glass. ".repeat(8);

    @Option(names = "--port", required = true)
    private int port;

    private interface Assistant {
        String chat(String input);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var json = new TurnJson();
        var model = new InstantModel();
        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/health", exchange -> answer(exchange, "{}"));
        server.createContext("/v1/turns", exchange -> {
            try {
                var request = json.readRequest(exchange.getRequestBody().readAllBytes());
                var assistant = AiServices.builder(Assistant.class)
                        .chatModel(model)
                        .chatMemory(MessageWindowChatMemory.withMaxMessages(REMEMBERED_MESSAGES))
                        .systemMessageProvider(id -> "Answer.")
                        .build();
                answer(exchange, assistant.chat(request.input()));
            } catch (InvalidMessageException e) {
                throw new IOException(e);
            }
        });
        server.start();
        new CountDownLatch(1).await();
        return 0;
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            var body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Answers at once, always the same. */
    private static final class InstantModel implements ChatModel {
        @Override
        public ChatResponse doChat(ChatRequest request) {
            return ChatResponse.builder()
                    .aiMessage(AiMessage.from(ANSWER))
                    .tokenUsage(new TokenUsage(20, 80))
                    .build();
        }
    }
}
