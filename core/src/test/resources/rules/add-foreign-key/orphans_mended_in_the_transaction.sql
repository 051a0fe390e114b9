CREATE TABLE groups (id int PRIMARY KEY);
INSERT INTO groups SELECT generate_series(1, 10);
CREATE TABLE users (id int PRIMARY KEY, email text, group_id int);
INSERT INTO users SELECT i, 'u' || i || '@example.org', i % 10 + 1 FROM generate_series(1, 1000) i;
UPDATE users SET group_id = 99 WHERE id = 7;
-- deploy in a transaction
UPDATE users SET group_id = NULL WHERE group_id = 99;
ALTER TABLE users ADD CONSTRAINT users_group FOREIGN KEY (group_id) REFERENCES groups;
