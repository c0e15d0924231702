package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.vivarium.agent.runtime.bus.BrokerFailures.BrokerUrlException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** Opens connections to the broker whose URL is in a file. The file is read each time, so that a changed password is found. */
final class BrokerDialer {
    private final Path urlFile;
    private final String name;
    private final BusSettings settings;
    private final ExecutorService executor;

    /**
     * @param name what the broker shows as the connection's name
     * @param executor runs what is delivered
     */
    BrokerDialer(Path urlFile, String name, BusSettings settings, ExecutorService executor) {
        this.urlFile = urlFile;
        this.name = name;
        this.settings = settings;
        this.executor = executor;
    }

    /**
     * Host and port that the file names at this moment, fit for logs.
     *
     * @throws BrokerUrlException when there is no usable URL in the file
     */
    String target() throws IOException {
        var url = url();
        var tls = "amqps".equals(url.getScheme());
        return url.getHost() + ":" + ConnectionFactory.portOrDefault(url.getPort(), tls);
    }

    Connection dial() throws IOException, TimeoutException {
        var url = url();
        var factory = new ConnectionFactory();
        try {
            factory.setUri(url);
            if (factory.isSSL()) {
                // The client's own choice for amqps trusts every certificate.
                factory.useSslProtocol(SSLContext.getDefault());
                factory.enableHostnameVerification();
            }
        } catch (URISyntaxException | GeneralSecurityException | IllegalArgumentException e) {
            throw new BrokerUrlException("the AMQP URL in " + urlFile + " cannot be used: it is malformed");
        }
        factory.setExceptionHandler(new QuietExceptionHandler());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setConnectionTimeout(Math.toIntExact(settings.connectTimeout().toMillis()));
        factory.setHandshakeTimeout(Math.toIntExact(settings.connectTimeout().toMillis()) * 2);
        factory.setChannelRpcTimeout(Math.toIntExact(settings.confirmTimeout().toMillis()));
        factory.setRequestedHeartbeat(Math.toIntExact(settings.heartbeat().toSeconds()));
        return factory.newConnection(executor, name);
    }

    private URI url() throws IOException {
        String text;
        try {
            text = Files.readString(urlFile).strip();
        } catch (NoSuchFileException e) {
            throw new BrokerUrlException("the file with the AMQP URL, " + urlFile + ", does not exist");
        } catch (IOException e) {
            throw new BrokerUrlException("the file with the AMQP URL, " + urlFile + ", cannot be read");
        }
        try {
            var url = new URI(text);
            if (url.getHost() == null || !Set.of("amqp", "amqps").contains(url.getScheme())) {
                throw new BrokerUrlException(
                        "the file " + urlFile + " does not hold an AMQP URL such as amqp://user:password@host:5672");
            }
            return url;
        } catch (URISyntaxException e) {
            // The exception's own message would hold the password.
            throw new BrokerUrlException(
                    "the file " + urlFile + " does not hold an AMQP URL such as amqp://user:password@host:5672");
        }
    }
}
