package io.ddlguard.testpostgres;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A PgBouncer in transaction mode in front of a {@link TestPostgres}: each transaction, and outside of one each
 * statement, may run on another of its few connections to the server. Closing it ends its process.
 */
public final class PgBouncer implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(20);

    /** Another program may have taken the free port before PgBouncer does. */
    private static final int PORTS_TO_TRY = 3;

    private final Process process;
    private final int port;
    private final Thread atExit = new Thread(this::kill);

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * @param folder for its configuration and its log
     * @param serverConnections how many connections to the server it has for each database
     */
    public static PgBouncer start(Path folder, TestPostgres server, int serverConnections)
            throws IOException, InterruptedException {
        Path log = folder.resolve("pgbouncer.log");
        for (int tries = 0; tries < PORTS_TO_TRY; tries++) {
            int port = freePort();
            Path settings = Files.writeString(
                    folder.resolve("pgbouncer.ini"), settings(server.adminUrl(), port, serverConnections));
            Process process = new ProcessBuilder(command(settings))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            PgBouncer started = new PgBouncer(process, port);
            if (started.listens()) {
                return started;
            }
            started.close();
        }
        throw new IllegalStateException("PgBouncer did not start: " + Files.readString(log));
    }

    /** The same database, user and parameters, by way of the pool. */
    public String url(String direct) {
        return direct.replaceFirst("^jdbc:postgresql://[^/]+/", "jdbc:postgresql://127.0.0.1:" + port + "/");
    }

    private static String settings(String serverUrl, int port, int serverConnections) {
        URI server = URI.create(serverUrl.substring("jdbc:".length()));
        Map<String, String> parameters = Arrays.stream(server.getQuery().split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(parameter -> parameter[0], parameter -> parameter[1]));
        return """
                [databases]
                * = host=%s port=%d user=%s password=%s

                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = %d
                # Of a client that waits for a connection of the pool which never comes free, soon more is heard.
                query_wait_timeout = 5
                ignore_startup_parameters = extra_float_digits, options
                """.formatted(
                        server.getHost(),
                        server.getPort(),
                        decoded(parameters.get("user")),
                        decoded(parameters.get("password")),
                        port,
                        serverConnections);
    }

    private static String decoded(String parameter) {
        return URLDecoder.decode(parameter, StandardCharsets.UTF_8);
    }

    private static List<String> command(Path settings) {
        List<String> command = new ArrayList<>();
        command.add(binary().toString());
        if (System.getProperty("user.name").equals("root")) {
            // It refuses to be root. It reads its settings before it changes.
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(settings.toString());
        return command;
    }

    private static Path binary() {
        // Debian's package has it where only root's path leads.
        return Stream.concat(
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator)),
                        Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("these tests need PgBouncer, and there is no pgbouncer on"
                        + " the path: apt-get install pgbouncer, or brew install pgbouncer"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until it does; false if it has ended instead. */
    private boolean listens() throws InterruptedException {
        long began = System.nanoTime();
        while (System.nanoTime() - began < START.toNanos()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                return process.isAlive();
            } catch (IOException notYet) {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
        }
        return false;
    }

    private void kill() {
        // Newer ones take SIGTERM for a wish to wait for their clients.
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
        process.onExit().join();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
