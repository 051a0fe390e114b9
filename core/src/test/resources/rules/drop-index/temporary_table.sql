-- deploy
CREATE TEMP TABLE scratch (id int, email text);
INSERT INTO scratch VALUES (1, 'a');
CREATE INDEX scratch_email ON scratch (email);
DROP INDEX scratch_email;
