-- deploy
CREATE TABLE made (id int);
INSERT INTO made VALUES (1);
DELETE FROM made;
