package dev.vivarium.agent.runtime.http;

import io.vertx.ext.web.RoutingContext;

/** Interrupts the thread that works for a client when the client goes away, and never after the work has ended. */
final class Caller implements AutoCloseable {
    private Thread worker;

    private Caller(Thread worker) {
        this.worker = worker;
    }

    /** From now until {@link #close} the calling thread is interrupted when the request ends before it was answered. */
    static Caller watch(RoutingContext request) {
        var caller = new Caller(Thread.currentThread());
        request.addEndHandler(ended -> caller.gone());
        if (request.response().closed()) {
            // It went away before anybody watched.
            caller.gone();
        }
        return caller;
    }

    private synchronized void gone() {
        if (worker != null) {
            worker.interrupt();
        }
    }

    @Override
    public synchronized void close() {
        worker = null;
    }
}
