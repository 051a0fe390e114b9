CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy
DO $$
BEGIN
  UPDATE users SET note = NULL WHERE id = 1;
  COMMIT;
  CREATE TABLE log (id int);
END
$$;
