package dev.vivarium.demo.cli;

import dev.vivarium.demo.webhook.Notifications;
import dev.vivarium.demo.webhook.WebhookReceiver;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the webhook receiver until the process is told to end. */
@Command(
        name = "receive-webhooks",
        mixinStandardHelpOptions = true,
        description = "Keeps what is posted to /notifications and shows it there on GET.")
public final class ReceiveWebhooksCommand implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "8080", description = "Port to listen on (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--limit", defaultValue = "500", description = "Notifications to keep (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var end = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(end::countDown));
        try (var receiver = new WebhookReceiver(port, new Notifications(limit, Clock.systemUTC()))) {
            System.out.println("listening on port " + receiver.port());
            end.await();
        }
        return 0;
    }
}
