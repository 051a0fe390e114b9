SELECT 1;
-- deploy in a transaction
CREATE TABLE users (id int PRIMARY KEY, age int);
INSERT INTO users SELECT i, i FROM generate_series(1, 1000) i;
ALTER TABLE users ALTER age TYPE bigint;
