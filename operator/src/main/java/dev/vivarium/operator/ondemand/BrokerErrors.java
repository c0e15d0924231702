package dev.vivarium.operator.ondemand;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;

/** Says in a sentence why the broker cannot be asked. Never contains credentials. */
final class BrokerErrors {
    private BrokerErrors() {}

    /** @param broker host and port */
    static String reason(String broker, Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            var known = switch (cause) {
                case UnknownHostException unknown -> "no address is known for " + broker;
                case ConnectException refused -> "no connection to " + broker + ": " + refused.getMessage();
                case SocketTimeoutException late -> broker + " does not answer";
                case TimeoutException late -> broker + " does not answer";
                case AuthenticationFailureException wrong -> broker + " refuses the user name or password";
                case PossibleAuthenticationFailureException wrong ->
                    broker + " closed the connection while logging in: are user name and password right?";
                case ShutdownSignalException signal -> said(broker, signal);
                default -> null;
            };
            if (known != null) {
                return known;
            }
        }
        var message = failure.getMessage();
        return broker + " cannot be used: "
                + (message == null ? failure.getClass().getSimpleName() : message);
    }

    /** The reply code with which the broker closed a channel, such as {@link AMQP#NOT_FOUND}. */
    static OptionalInt channelCode(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException signal
                    && signal.getReason() instanceof AMQP.Channel.Close close) {
                return OptionalInt.of(close.getReplyCode());
            }
        }
        return OptionalInt.empty();
    }

    private static String said(String broker, ShutdownSignalException signal) {
        return switch (signal.getReason()) {
            case AMQP.Channel.Close close -> broker + " says: " + close.getReplyText();
            case AMQP.Connection.Close close -> broker + " says: " + close.getReplyText();
            case null, default -> "the connection to " + broker + " was lost";
        };
    }
}
