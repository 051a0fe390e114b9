CREATE TABLE facts (id int);
INSERT INTO facts SELECT generate_series(1, 100000);
-- deploy in a transaction
UPDATE facts SET id = id + 1;
