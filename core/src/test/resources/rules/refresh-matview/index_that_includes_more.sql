CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
CREATE MATERIALIZED VIEW names AS SELECT id, email FROM users WHERE id <= 100;
CREATE UNIQUE INDEX ON names (id) INCLUDE (email);
-- deploy
REFRESH MATERIALIZED VIEW names;
