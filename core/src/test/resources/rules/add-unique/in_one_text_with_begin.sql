CREATE TABLE users (id int NOT NULL, email text, tenant int, legacy_id int);
INSERT INTO users SELECT i, 'u' || i || '@example.org', i % 10, i FROM generate_series(1, 1000) i;
-- deploy as one text
BEGIN;
ALTER TABLE users ADD UNIQUE (email);
COMMIT;
