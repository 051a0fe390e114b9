CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL);
INSERT INTO customers SELECT n, 'customer ' || n FROM generate_series(1, 2000) n;

CREATE TABLE orders (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL,
    number text NOT NULL,
    email text,
    amount numeric(12, 2) NOT NULL,
    placed_at timestamptz NOT NULL
);
INSERT INTO orders
SELECT n, 1 + n % 2000, 'N' || n, n || '@example.org', n % 500, timestamptz '2026-01-01 00:00Z' + n * interval '1 minute'
FROM generate_series(1, 20000) n;
CREATE INDEX orders_placed_at ON orders (placed_at);

-- Takes three seconds for one value, where the database is set so: what uses it goes on when its deploy is dead.
CREATE FUNCTION slowly(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF value = 'N10000' AND current_setting('chaos.slowly', true) = 'on' THEN
        PERFORM pg_sleep(3);
    END IF;
    RETURN value;
END $$;

-- Each migration writes its version here, in its own transaction: what has committed, whatever the tool believes.
-- A migration that runs twice fails: whether its tool has recorded it is then seen.
CREATE TABLE deployed (version text PRIMARY KEY);

ANALYZE;
