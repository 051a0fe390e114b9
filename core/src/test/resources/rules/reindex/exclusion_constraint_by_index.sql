CREATE TABLE users (id int, during int4range, EXCLUDE USING gist (during WITH &&));
INSERT INTO users SELECT i, int4range(i, i + 1) FROM generate_series(1, 1000) i;
-- deploy
REINDEX INDEX users_during_excl;
