CREATE TABLE facts (id int);
INSERT INTO facts SELECT generate_series(1, 100000);
-- deploy
-- ddlguard:allow batch-dml reason="at night"
UPDATE facts SET id = id + 1;
