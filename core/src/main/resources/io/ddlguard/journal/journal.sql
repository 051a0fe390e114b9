CREATE SCHEMA IF NOT EXISTS ddlguard;
CREATE TABLE ddlguard.journal (
    id text PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY,
    author name NOT NULL DEFAULT session_user,
    role name NOT NULL DEFAULT current_user,
    kind text NOT NULL,
    state text NOT NULL CHECK (state IN ('planned', 'running', 'done', 'undone', 'failed')),
    relation oid NOT NULL,
    object oid,
    name text,
    attribute smallint,
    is_unique boolean,
    definition text,
    search_path text NOT NULL,
    server text NOT NULL,
    caller_pid integer NOT NULL,
    caller_start timestamptz,
    runner_pid integer,
    runner_start timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    error text,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    changed_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp()
);
ALTER TABLE ddlguard.journal ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON ddlguard.journal
    USING (author = session_user) WITH CHECK (author = session_user AND role = current_user);
COMMENT ON TABLE ddlguard.journal IS 'What ddlguard has left to do after a migration has committed.';
