CREATE TABLE "User Data" (id int, "E-Mail" text, "it's #1: x" text);
INSERT INTO "User Data" SELECT i, 'u' || i, 'n' FROM generate_series(1, 1000) i;
-- deploy
ALTER TABLE "User Data" ADD COLUMN "Age" numeric(10, 2)[] NOT NULL;
