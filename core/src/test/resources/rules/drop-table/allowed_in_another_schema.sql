-- policy| allow:
-- policy|   - rule: drop-table
-- policy|     on: archive.users
-- policy|     reason: nothing uses it since 4.2
CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy
DROP TABLE users;
