CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE people (id int, mood mood DEFAULT 'sad', moods mood[]);
INSERT INTO people VALUES (1, 'sad', '{glad}');
CREATE INDEX people_mood ON people (mood);
CREATE VIEW glad AS SELECT id FROM people WHERE mood = 'glad';
CREATE FUNCTION cheer(m mood) RETURNS int LANGUAGE sql AS 'SELECT 1';
-- deploy in a transaction
DROP TYPE mood CASCADE;
