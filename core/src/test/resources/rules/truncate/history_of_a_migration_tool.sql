CREATE TABLE databasechangeloglock (id int, locked boolean);
INSERT INTO databasechangeloglock VALUES (1, true);
-- deploy
TRUNCATE databasechangeloglock;
