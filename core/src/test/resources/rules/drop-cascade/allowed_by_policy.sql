-- policy| allow:
-- policy|   - rule: drop-cascade
-- policy|     on: citext
-- policy|     reason: no code reads the column any more
CREATE EXTENSION citext;
CREATE TABLE people (id int, email citext);
-- deploy
DROP EXTENSION citext CASCADE;
