-- deploy
CREATE TEMP TABLE scratch (id int, email text);
INSERT INTO scratch VALUES (1, 'a');
ALTER TABLE scratch DROP COLUMN email;
