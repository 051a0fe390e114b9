CREATE TABLE users (id int NOT NULL, email text, tenant int, legacy_id int);
INSERT INTO users SELECT i, 'u' || i || '@example.org', i % 10, i FROM generate_series(1, 1000) i;
-- deploy
-- ddlguard:allow add-column-not-null reason="it is to fail"
ALTER TABLE users ADD COLUMN uid bigint PRIMARY KEY;
