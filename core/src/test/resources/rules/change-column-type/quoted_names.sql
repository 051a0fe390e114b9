CREATE SCHEMA "My Shop";
CREATE TABLE "My Shop"."Order" ("Id" int PRIMARY KEY, "a ""b""" varchar(10));
INSERT INTO "My Shop"."Order" SELECT generate_series(1, 1000);
CREATE INDEX "on USING it" ON "My Shop"."Order" ("a ""b""");
-- deploy
ALTER TABLE "My Shop"."Order" ALTER "a ""b""" TYPE text;
ALTER TABLE "My Shop"."Order" ALTER "a ""b""" TYPE char(20);
