-- deploy in a transaction
CREATE TABLE fresh (id int PRIMARY KEY, email text, note text);
INSERT INTO fresh VALUES (1, 'a', 'b');
DROP TABLE fresh;
