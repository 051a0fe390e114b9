CREATE TABLE "User Data" (id int);
INSERT INTO "User Data" VALUES (1);
-- deploy
ALTER TABLE "User Data" SET UNLOGGED;
