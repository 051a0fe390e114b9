-- policy| defaults: {rules: {drop-not-null: block}}
CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
ALTER TABLE users ALTER COLUMN note SET NOT NULL;
-- deploy
ALTER TABLE users ALTER COLUMN note DROP NOT NULL;
