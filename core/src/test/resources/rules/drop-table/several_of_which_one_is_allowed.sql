-- policy| allow:
-- policy|   - rule: drop-table
-- policy|     on: public.orders
-- policy|     reason: replaced by purchases
CREATE TABLE users (id int PRIMARY KEY, email text, note text);
INSERT INTO users SELECT i, 'u' || i || '@example.org', 'n' FROM generate_series(1, 1000) i;
CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users);
INSERT INTO orders SELECT i, i FROM generate_series(1, 1000) i;
-- deploy
DROP TABLE orders, users;
