package dev.vivarium.agent.runtime.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback interface for programs that cannot choose one themselves, and for servers that go and come back. */
public final class Ports {
    /** Below those that the system gives to outgoing connections, one of which could take the port before the server does, and those of the testbed. */
    private static final int FIRST = 10_000;

    private static final int END = 20_000;
    private static final int ATTEMPTS = 100;

    private Ports() {}

    /** One that nobody listens on. */
    public static int free() {
        for (var attempt = 1; ; attempt++) {
            var port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
