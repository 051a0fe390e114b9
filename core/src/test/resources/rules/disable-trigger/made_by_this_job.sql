-- deploy
CREATE TABLE made (id int);
ALTER TABLE made DISABLE TRIGGER ALL;
