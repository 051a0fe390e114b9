-- policy| allow:
-- policy|   - rule: add-column-not-null
-- policy|     on: public.users.age
-- policy|     reason: nothing uses it since 4.2
CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy
ALTER TABLE users ADD COLUMN age int NOT NULL;
