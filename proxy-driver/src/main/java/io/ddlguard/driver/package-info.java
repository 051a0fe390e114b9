/**
 * The JDBC door: connections of pgjdbc behind proxies, so that every statement passes the guard on its way.
 *
 * <p>A proxy bears all public interfaces of the object behind it, so casts to {@code PGConnection},
 * {@code BaseConnection} or {@code PGStatement} work, and everything that leads back to a connection or a statement
 * leads to the guarded one. What a proxy cannot do, by its nature:
 *
 * <ul>
 *   <li>A cast to a class of the driver ({@code PgConnection}, {@code PgArray}) fails; {@code unwrap(PgConnection.class)}
 *       gives the driver's own connection, unguarded, to who asks for it by that name.
 *   <li>{@code BaseConnection.getQueryExecutor} sends what it is given; {@code BaseStatement.executeWithFlags(CachedQuery,
 *       int)} takes a query parsed elsewhere.
 *   <li>{@code PGConnection.getCopyAPI}, {@code getLargeObjectAPI}, {@code getFastpathAPI} and {@code getReplicationAPI}
 *       speak protocols of their own over the driver's connection. COPY, large objects and function calls change no
 *       table's definition; a replication connection takes no DDL.
 *   <li>{@code PGConnection.alterUserPassword}, and what the driver runs for metadata and types, are statements of the
 *       driver's own.
 *   <li>pgjdbc's data sources ({@code PGSimpleDataSource}, {@code PGConnectionPoolDataSource}, {@code PGXADataSource})
 *       take no driver class and open pgjdbc connections. Give the pool our URL or our driver class instead, or use the
 *       agent.
 * </ul>
 */
@NullMarked
package io.ddlguard.driver;

import org.jspecify.annotations.NullMarked;
