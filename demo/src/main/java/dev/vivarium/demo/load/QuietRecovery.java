package dev.vivarium.demo.load;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.DefaultExceptionHandler;

/** A broken connection is made anew again and again until that succeeds; whoever waits for a turn is told when it does not in time. */
final class QuietRecovery extends DefaultExceptionHandler {
    @Override
    public void handleUnexpectedConnectionDriverException(Connection connection, Throwable exception) {
        // It breaks.
    }

    @Override
    public void handleConnectionRecoveryException(Connection connection, Throwable exception) {
        // It is tried again.
    }
}
