CREATE TABLE "User Data" (id int, "E-Mail" text, "it's #1: x" text);
INSERT INTO "User Data" SELECT i, 'u' || i, 'n' FROM generate_series(1, 1000) i;
CREATE INDEX "Mail Idx" ON "User Data" ("E-Mail");
-- deploy in a transaction
DROP INDEX "Mail Idx";
