SELECT 1;
-- deploy in a transaction
CREATE TABLE users (id int PRIMARY KEY);
INSERT INTO users SELECT generate_series(1, 1000);
ALTER TABLE users ADD COLUMN code float DEFAULT random();
