package io.ddlguard.chaos;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a deploy and the server, and passes on what each sends, message by message. All messages to the server,
 * of all connections, pass one after the other, so that each has a number. When one side is gone, the other one learns
 * it at once, as it would without a relay.
 */
final class Relay implements AutoCloseable {

    private final ServerSocket door;
    private final int serverPort;
    private final Tap tap;
    private final long opened = System.nanoTime();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private int connections;
    private int messages;

    Relay(int serverPort, Tap tap) {
        this.serverPort = serverPort;
        this.tap = tap;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("relay", this::admit);
    }

    int port() {
        return door.getLocalPort();
    }

    private void admit() {
        while (true) {
            Socket client;
            try {
                client = door.accept();
            } catch (IOException e) {
                return;
            }
            start("relay of a connection", () -> connect(client));
        }
    }

    private void connect(Socket client) {
        sockets.add(client);
        try (client;
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            sockets.add(server);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            start("relay of answers", () -> answers(server, client));
            messages(client, server);
            sockets.remove(server);
        } catch (IOException e) {
            // One of the two is gone, or the server is not there: leaving closes the other side.
        } finally {
            sockets.remove(client);
        }
    }

    private void messages(Socket client, Socket server) throws IOException {
        FrontendMessages incoming = new FrontendMessages(client.getInputStream());
        StatementTexts texts = new StatementTexts();
        OutputStream out = server.getOutputStream();
        int connection = 0;
        for (FrontendMessage message = incoming.next(); message != null; message = incoming.next()) {
            synchronized (tap) {
                if (connection == 0) {
                    connection = ++connections;
                }
                pass(message, connection, texts, out);
            }
        }
    }

    private void pass(FrontendMessage message, int connection, StatementTexts texts, OutputStream out)
            throws IOException {
        Sighting sighting =
                new Sighting(++messages, connection, message.type(), texts.of(message), millisSinceOpened());
        if (!tap.before(sighting)) {
            throw new IOException("its sender is dead");
        }
        out.write(message.bytes());
        tap.after(sighting);
    }

    private static void answers(Socket server, Socket client) {
        try (client) {
            InputStream answers = server.getInputStream();
            answers.transferTo(client.getOutputStream());
        } catch (IOException e) {
            // Gone, and so is the client.
        }
    }

    private long millisSinceOpened() {
        return (System.nanoTime() - opened) / 1_000_000;
    }

    @Override
    public void close() {
        closeQuietly(door);
        sockets.forEach(Relay::closeQuietly);
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It is not used again.
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
