package io.ddlguard.driver;

import java.sql.DatabaseMetaData;
import org.jspecify.annotations.Nullable;

/** Metadata runs no statement of the caller's, but its connection and the statements of its results lead back. */
final class GuardedMetaData extends Guarded<GuardedMetaData> {

    private static final ClassValue<ProxyShape<GuardedMetaData>> SHAPES = ProxyShape.perClass(Guarded::common);

    private final GuardedConnection connection;

    GuardedMetaData(DatabaseMetaData delegate, GuardedConnection connection) {
        super(delegate, SHAPES.get(delegate.getClass()));
        this.connection = connection;
    }

    @Override
    GuardedMetaData self() {
        return this;
    }

    @Override
    @Nullable
    Object guarded(@Nullable Object answer) {
        return connection.guarded(answer);
    }
}
