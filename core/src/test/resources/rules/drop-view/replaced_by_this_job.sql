CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
CREATE VIEW names AS SELECT email FROM users;
-- deploy
CREATE OR REPLACE VIEW names AS SELECT email FROM users WHERE id > 0;
DROP VIEW names;
