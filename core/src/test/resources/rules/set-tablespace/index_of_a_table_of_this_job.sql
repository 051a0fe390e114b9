-- deploy
CREATE TABLE made (id int PRIMARY KEY);
INSERT INTO made VALUES (1);
ALTER INDEX made_pkey SET TABLESPACE golden_space;
