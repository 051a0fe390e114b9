CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy
DO $$
DECLARE
  r record;
BEGIN
  FOR r IN EXECUTE 'SELECT ' || 1 LOOP
    NULL;
  END LOOP;
END
$$;
