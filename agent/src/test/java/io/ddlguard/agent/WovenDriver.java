package io.ddlguard.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Properties;

/** A pgjdbc of its own, woven by a {@link PgjdbcTransformer} of this JVM in the way that the JVM does it. */
final class WovenDriver extends URLClassLoader {

    /** What happens to a class file before the transformer sees it. */
    interface Change {
        byte[] apply(String className, byte[] classFile);
    }

    private static final Instrumentation UNUSED = (Instrumentation) Proxy.newProxyInstance(
            WovenDriver.class.getClassLoader(), new Class<?>[] {Instrumentation.class}, (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.toString());
            });

    private final PgjdbcTransformer transformer = new PgjdbcTransformer(UNUSED);
    private final ProtectionDomain domain;
    private final Change change;

    WovenDriver(Path jar) throws IOException {
        this(jar, (name, classFile) -> classFile);
    }

    WovenDriver(Path jar, Change change) throws IOException {
        super(new URL[] {jar.toUri().toURL()}, WovenDriver.class.getClassLoader());
        this.domain = new ProtectionDomain(new CodeSource(getURLs()[0], (Certificate[]) null), null);
        this.change = change;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            return name.startsWith("org.postgresql.") ? weave(name) : super.loadClass(name, resolve);
        }
    }

    private Class<?> weave(String name) throws ClassNotFoundException {
        String path = name.replace('.', '/');
        URL file = findResource(path + ".class");
        if (file == null) {
            throw new ClassNotFoundException(name);
        }
        try (InputStream bytes = file.openStream()) {
            byte[] given = change.apply(name, bytes.readAllBytes());
            byte[] woven = transformer.transform(getUnnamedModule(), this, path, null, domain, given);
            byte[] defined = woven == null ? given : woven;
            return defineClass(name, defined, 0, defined.length, domain);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    /** As in a deploy: these tests have no migration tool on their stack. */
    Connection enforcing(String url) throws SQLException {
        return connect(url + "&ddlguard.scope=always");
    }

    Connection connect(String url) throws SQLException {
        try {
            Driver driver =
                    (Driver) loadClass("org.postgresql.Driver").getConstructor().newInstance();
            return driver.connect(url, new Properties());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
