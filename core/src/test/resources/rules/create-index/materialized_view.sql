CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
CREATE MATERIALIZED VIEW busy AS SELECT * FROM users WHERE id <= 10;
-- deploy
CREATE UNIQUE INDEX busy_id ON busy (id);
