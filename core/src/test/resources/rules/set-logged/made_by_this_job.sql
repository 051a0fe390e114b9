-- deploy
CREATE TABLE made (id int);
INSERT INTO made VALUES (1);
ALTER TABLE made SET UNLOGGED;
