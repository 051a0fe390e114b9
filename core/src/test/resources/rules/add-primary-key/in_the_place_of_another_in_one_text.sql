-- policy| defaults: {unique-after-commit: true}
CREATE TABLE users (id int NOT NULL, email text, tenant int, legacy_id int);
INSERT INTO users SELECT i, 'u' || i || '@example.org', i % 10, i FROM generate_series(1, 1000) i;
ALTER TABLE users ADD PRIMARY KEY (id, legacy_id);
-- deploy as one text
ALTER TABLE users DROP CONSTRAINT users_pkey;
ALTER TABLE users ADD PRIMARY KEY (id);
