-- policy| allow:
-- policy|   - rule: create-index
-- policy|     on: public.users.users_email
-- policy|     reason: nothing uses it since 4.2
CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy
CREATE INDEX users_email ON users (email);
