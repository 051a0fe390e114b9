CREATE TABLE "My Users" (id int, "E-Mail" text);
INSERT INTO "My Users" SELECT i, 'x' FROM generate_series(1, 1000) i;
-- deploy in a transaction
ALTER TABLE "My Users" ALTER COLUMN "E-Mail" SET NOT NULL;
