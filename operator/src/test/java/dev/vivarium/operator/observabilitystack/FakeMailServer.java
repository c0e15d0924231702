package dev.vivarium.operator.observabilitystack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes mail by SMTP from whoever logs in with the right name and password, and keeps it. */
final class FakeMailServer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final String credentials;

    /** A message as it was sent, with its envelope. */
    record Mail(List<String> recipients, String content) {}

    FakeMailServer(String user, String password) throws IOException {
        credentials =
                Base64.getEncoder().encodeToString(("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8));
        Thread.ofVirtual().start(this::accept);
    }

    String address() {
        return socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort();
    }

    List<Mail> mails() {
        return List.copyOf(mails);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var connection = socket.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
            var recipients = new CopyOnWriteArrayList<String>();
            var authenticated = false;
            answer(connection, "220 fake");
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("EHLO")) {
                    answer(connection, "250-fake\r\n250 AUTH PLAIN");
                } else if (line.startsWith("AUTH PLAIN ")) {
                    authenticated = line.substring("AUTH PLAIN ".length()).equals(credentials);
                    answer(connection, authenticated ? "235 ok" : "535 wrong");
                } else if (line.startsWith("MAIL") && !authenticated) {
                    answer(connection, "530 log in first");
                } else if (line.startsWith("RCPT TO:")) {
                    recipients.add(line.replaceAll(".*<(.*)>.*", "$1"));
                    answer(connection, "250 ok");
                } else if (line.equals("DATA")) {
                    answer(connection, "354 go on");
                    mails.add(new Mail(List.copyOf(recipients), content(in)));
                    answer(connection, "250 taken");
                } else if (line.equals("QUIT")) {
                    answer(connection, "221 bye");
                    return;
                } else {
                    answer(connection, "250 ok");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String content(BufferedReader in) throws IOException {
        var content = new StringBuilder();
        for (var line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            content.append(line).append('\n');
        }
        return content.toString();
    }

    private static void answer(Socket connection, String line) throws IOException {
        connection.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
