/**
 * PostgreSQL's own parser, as of its release 18, inside the JVM.
 *
 * <p>The grammar is libpg_query: PostgreSQL's C sources, compiled to WebAssembly and from there, at build time, to
 * classes. So what this package accepts is what the server accepts, and its syntax errors are the server's, word for
 * word.
 */
@NullMarked
package io.ddlguard.pgparser;

import org.jspecify.annotations.NullMarked;
