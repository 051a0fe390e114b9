CREATE TABLE facts (id int);
INSERT INTO facts SELECT generate_series(1, 100000);
-- deploy
UPDATE facts SET id = 0 WHERE id = 1;
