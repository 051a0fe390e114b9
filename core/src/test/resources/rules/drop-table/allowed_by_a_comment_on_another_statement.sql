CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users);
INSERT INTO orders SELECT i, i FROM generate_series(1, 1000) i;
-- deploy as one text
-- ddlguard:allow drop-table reason="replaced by purchases"
DROP TABLE orders;
DROP TABLE users;
