-- deploy
CREATE TABLE fresh (id int PRIMARY KEY, email text, note text);
INSERT INTO fresh VALUES (1, 'a', 'b');
ALTER TABLE fresh DROP COLUMN note;
