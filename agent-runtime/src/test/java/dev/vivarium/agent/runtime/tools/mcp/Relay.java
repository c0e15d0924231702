package dev.vivarium.agent.runtime.tools.mcp;

import dev.vivarium.agent.runtime.testing.Ports;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Passes connections on to a port. It can vanish: it takes no new connection, and passes nothing more of those that it has, without ending them. */
final class Relay implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final Queue<Closeable> sockets = new ConcurrentLinkedQueue<>();
    private volatile boolean vanished;

    Relay(int target) {
        this(target, Ports.free());
    }

    private Relay(int target, int port) {
        this.target = target;
        try {
            listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/mcp";
    }

    void vanish() throws IOException {
        vanished = true;
        listener.close();
    }

    /** Another one at the same address, after this one vanished. */
    Relay back() {
        return new Relay(target, listener.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var from = listener.accept();
                var to = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(from);
                sockets.add(to);
                Thread.ofVirtual().start(() -> pass(from, to));
                Thread.ofVirtual().start(() -> pass(to, from));
            } catch (IOException e) {
                // The listener was closed, or there is no target; a client sees either.
            }
        }
    }

    private void pass(Socket from, Socket to) {
        var buffer = new byte[8192];
        try {
            for (var read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                if (vanished) {
                    return;
                }
                to.getOutputStream().write(buffer, 0, read);
            }
            if (!vanished) {
                to.close();
            }
        } catch (IOException e) {
            // One end closed, which ends the other when the test closes the relay.
        }
    }
}
