package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ProtocolVersionMismatchException;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Says in a sentence why the broker cannot be used. Never contains credentials. */
final class BrokerFailures {
    private BrokerFailures() {}

    /** @param broker host and port, for the message */
    static String reason(String broker, Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            var reason = known(broker, cause);
            if (reason != null) {
                return reason;
            }
        }
        var message = failure.getMessage();
        return "the broker " + broker + " cannot be used: "
                + (message == null ? failure.getClass().getSimpleName() : message);
    }

    /** What the broker, or the client, said when it closed a connection or channel. */
    static String reason(ShutdownSignalException signal) {
        return switch (signal.getReason()) {
            case AMQP.Channel.Close close -> closed(close.getReplyCode(), close.getReplyText());
            case AMQP.Connection.Close close -> closed(close.getReplyCode(), close.getReplyText());
            case null, default ->
                "the connection to the broker was lost"
                        + (signal.getCause() == null || signal.getCause().getMessage() == null
                                ? ""
                                : ": " + signal.getCause().getMessage());
        };
    }

    private static String known(String broker, Throwable cause) {
        return switch (cause) {
            case BrokerUrlException url -> url.getMessage();
            case UnknownHostException unknown -> "no address is known for the broker " + broker;
            case ConnectException refused -> "no connection to the broker " + broker + ": " + refused.getMessage();
            case SocketTimeoutException late -> "the broker " + broker + " does not answer";
            case TimeoutException late -> "the broker " + broker + " does not answer";
            case AuthenticationFailureException wrong -> "the broker " + broker + " refuses the user name or password";
            case PossibleAuthenticationFailureException wrong ->
                "the broker " + broker + " closed the connection while logging in: are user name and password right?";
            case ProtocolVersionMismatchException other -> broker + " is not an AMQP 0-9-1 broker";
            case SSLException tls -> "no TLS connection to the broker " + broker + ": " + tls.getMessage();
            case ShutdownSignalException signal -> reason(signal);
            default -> null;
        };
    }

    private static String closed(int code, String text) {
        return switch (code) {
            case AMQP.PRECONDITION_FAILED ->
                "what the agent declares does not match what is on the broker (delete it there, or change the agent): "
                        + text;
            case AMQP.ACCESS_REFUSED -> "the broker's permissions do not allow it: " + text;
            case AMQP.NOT_FOUND -> "the broker does not have it: " + text;
            case AMQP.CONNECTION_FORCED -> "the broker closed the connection: " + text;
            default -> "the broker closed the connection (" + code + "): " + text;
        };
    }

    /** The AMQP URL is missing or malformed. */
    static final class BrokerUrlException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokerUrlException(String message) {
            super(message);
        }
    }
}
