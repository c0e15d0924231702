package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.DefaultExceptionHandler;
import org.jboss.logging.Logger;

/** A lost connection is said once, by {@link BrokerLink}; everything else stays an error. */
final class QuietExceptionHandler extends DefaultExceptionHandler {
    private static final Logger LOG = Logger.getLogger(QuietExceptionHandler.class);

    @Override
    public void handleUnexpectedConnectionDriverException(Connection connection, Throwable exception) {
        LOG.debugf(exception, "Bus: the connection to the broker broke");
    }
}
