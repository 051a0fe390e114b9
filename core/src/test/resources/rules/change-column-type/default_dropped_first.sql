CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE users (id int PRIMARY KEY, mood text DEFAULT 'ok');
INSERT INTO users SELECT generate_series(1, 1000);
-- deploy
ALTER TABLE users ALTER mood DROP DEFAULT, ALTER mood TYPE mood USING mood::mood, ALTER mood SET DEFAULT 'ok';
