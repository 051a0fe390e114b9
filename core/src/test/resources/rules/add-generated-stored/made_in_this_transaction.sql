-- deploy in a transaction
CREATE TABLE made (email text);
INSERT INTO made VALUES ('x');
ALTER TABLE made ADD COLUMN domain text GENERATED ALWAYS AS (split_part(email, '@', 2)) STORED;
