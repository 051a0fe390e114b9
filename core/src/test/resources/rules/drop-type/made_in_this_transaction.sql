CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
-- deploy in a transaction
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE people (mood mood);
DROP TYPE mood CASCADE;
