CREATE TABLE users (id int PRIMARY KEY, mood text);
INSERT INTO users SELECT generate_series(1, 1000);
-- deploy in a transaction
CREATE TYPE mood AS ENUM ('sad', 'ok');
ALTER TABLE users ALTER mood TYPE mood USING mood::mood;
