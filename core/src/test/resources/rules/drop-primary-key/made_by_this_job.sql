-- deploy
CREATE TABLE made (id int PRIMARY KEY);
ALTER TABLE made DROP CONSTRAINT made_pkey;
