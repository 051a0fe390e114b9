CREATE TABLE users (id int PRIMARY KEY, age int CONSTRAINT has_age CHECK (age IS NOT NULL));
INSERT INTO users SELECT i, i FROM generate_series(1, 1000) i;
-- deploy in a transaction
ALTER TABLE users ALTER COLUMN age SET NOT NULL, DROP CONSTRAINT has_age;
