CREATE TABLE users (id int NOT NULL, email text, tenant int, legacy_id int);
INSERT INTO users SELECT i, 'u' || i || '@example.org', i % 10, i FROM generate_series(1, 1000) i;
CREATE UNIQUE INDEX users_email ON users (email);
-- deploy in a transaction
ALTER TABLE users ADD CONSTRAINT one_mail UNIQUE USING INDEX users_email;
