CREATE TABLE parts (id int) PARTITION BY LIST (id);
CREATE TABLE part_1 PARTITION OF parts FOR VALUES IN (1);
INSERT INTO parts VALUES (1);
-- deploy in a transaction
ALTER TABLE parts DETACH PARTITION part_1;
