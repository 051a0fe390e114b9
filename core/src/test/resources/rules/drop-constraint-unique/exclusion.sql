CREATE TABLE users (id int PRIMARY KEY, during int4range, CONSTRAINT apart EXCLUDE USING gist (during WITH &&));
INSERT INTO users VALUES (1, NULL);
-- deploy
ALTER TABLE users DROP CONSTRAINT apart;
