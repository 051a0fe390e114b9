-- policy| allow:
-- policy|   - rule: add-serial
-- policy|     on: public.users.number
-- policy|     reason: at night
CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy
ALTER TABLE users ADD COLUMN number bigserial;
