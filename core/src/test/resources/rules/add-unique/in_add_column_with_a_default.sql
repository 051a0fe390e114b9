-- policy| defaults: {rules: {add-column-default: allow}}
CREATE TABLE users (id int NOT NULL, email text, tenant int, legacy_id int);
INSERT INTO users SELECT i, 'u' || i || '@example.org', i % 10, i FROM generate_series(1, 1000) i;
-- deploy
ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid() NOT NULL UNIQUE;
