-- policy| allow:
-- policy|   - rule: delete-all
-- policy|     on: public.users
-- policy|     reason: at night
CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy
DELETE FROM users;
