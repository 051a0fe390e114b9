-- deploy in a transaction
CREATE TABLE made (email text);
INSERT INTO made VALUES ('x');
ALTER TABLE made ADD COLUMN number bigserial;
