CREATE TABLE databasechangeloglock (id int);
INSERT INTO databasechangeloglock VALUES (1);
-- deploy
DELETE FROM databasechangeloglock;
