-- policy| allow:
-- policy|   - rule: detach-partition
-- policy|     on: public.part_1
-- policy|     reason: at night
CREATE TABLE parts (id int) PARTITION BY LIST (id);
CREATE TABLE part_1 PARTITION OF parts FOR VALUES IN (1);
INSERT INTO parts VALUES (1);
-- deploy
ALTER TABLE parts DETACH PARTITION part_1;
