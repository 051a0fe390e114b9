-- policy| allow:
-- policy|   - rule: add-domain-constraint
-- policy|     on: public.email
-- policy|     reason: a quiet time
CREATE DOMAIN email AS text;
CREATE TABLE people (id int, email email);
INSERT INTO people SELECT i, 'u' || i || '@example.org' FROM generate_series(1, 1000) i;
-- deploy
ALTER DOMAIN email ADD CHECK (VALUE LIKE '%@%');
