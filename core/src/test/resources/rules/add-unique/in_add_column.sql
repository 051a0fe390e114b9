CREATE TABLE users (id int NOT NULL, email text, tenant int, legacy_id int);
INSERT INTO users SELECT i, 'u' || i || '@example.org', i % 10, i FROM generate_series(1, 1000) i;
-- deploy in a transaction
ALTER TABLE users ADD COLUMN code text COLLATE "C" CONSTRAINT one_code UNIQUE DEFERRABLE CHECK (code <> '');
