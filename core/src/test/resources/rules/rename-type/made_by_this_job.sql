CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy
CREATE TYPE mood AS ENUM ('sad', 'glad');
ALTER TYPE mood RENAME TO feeling;
ALTER TYPE feeling RENAME TO temper;
