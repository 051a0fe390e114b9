CREATE TABLE users (id int PRIMARY KEY, age int CHECK (age IS NOT NULL AND age > 0), size int CHECK (size > 0));
INSERT INTO users SELECT i, i, i FROM generate_series(1, 1000) i;
-- deploy in a transaction
ALTER TABLE users ALTER COLUMN age SET NOT NULL;
ALTER TABLE users ALTER COLUMN size SET NOT NULL;
