CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
CREATE FUNCTION seen() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER seen BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION seen();
-- deploy
ALTER TABLE users DISABLE TRIGGER USER;
