CREATE TABLE "User Data" (id int CONSTRAINT "One Id" UNIQUE);
-- deploy
ALTER TABLE "User Data" DROP CONSTRAINT "One Id";
