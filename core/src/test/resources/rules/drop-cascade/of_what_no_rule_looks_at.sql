CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
CREATE COLLATION own FROM "C";
CREATE CAST (text AS box) WITH INOUT;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER users_stamp BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION stamp();
-- deploy
DROP COLLATION own;
DROP CAST (text AS box);
DROP TRIGGER users_stamp ON users;
DROP OPERATOR IF EXISTS === (int, int);
