-- policy| defaults: {rules: {drop-view: block}}
CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
CREATE VIEW names AS SELECT email FROM users;
-- deploy
DROP VIEW names;
