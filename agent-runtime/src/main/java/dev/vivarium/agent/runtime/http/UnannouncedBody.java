package dev.vivarium.agent.runtime.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import org.jboss.logging.Logger;

/** Reads a chunked body, whose length its sender does not say beforehand, up to a limit. Over HTTP/2, where there are no chunks, Quarkus' own limit stands. */
final class UnannouncedBody {
    private static final Logger LOG = Logger.getLogger(UnannouncedBody.class);
    /** Read and thrown away beyond the limit: many clients look for an answer only when they have sent everything. */
    private static final long MOST_DISCARDED = 32L << 20;

    private final RoutingContext request;
    private final long limit;
    private final Runnable tooLarge;
    private final Buffer body = Buffer.buffer();
    private long length;
    private boolean refused;

    private UnannouncedBody(RoutingContext request, long limit, Runnable tooLarge) {
        this.request = request;
        this.limit = limit;
        this.tooLarge = tooLarge;
    }

    /** Whether a request has such a body. */
    static boolean isIn(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2 && request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /**
     * Reads the body and lets the request go on with it.
     *
     * @param limit in bytes
     * @param tooLarge answers the request if its body is longer
     */
    static void read(RoutingContext request, long limit, Runnable tooLarge) {
        var body = new UnannouncedBody(request, limit, tooLarge);
        request.request()
                .exceptionHandler(gone -> LOG.debugf("The client went away before its request was whole: %s", gone))
                .handler(body::received)
                .endHandler(end -> body.ended())
                .resume();
    }

    private void received(Buffer piece) {
        length += piece.length();
        if (length <= limit) {
            body.appendBuffer(piece);
        } else if (length > limit + MOST_DISCARDED) {
            refuse();
        }
    }

    private void ended() {
        if (length > limit) {
            refuse();
        } else {
            ((RoutingContextInternal) request).setBody(body);
            request.next();
        }
    }

    private void refuse() {
        if (!refused) {
            refused = true;
            tooLarge.run();
        }
    }
}
