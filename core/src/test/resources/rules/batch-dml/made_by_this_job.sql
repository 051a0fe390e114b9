-- deploy
CREATE TABLE made (id int);
INSERT INTO made SELECT generate_series(1, 100000);
UPDATE made SET id = 0;
