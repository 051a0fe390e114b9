-- deploy in a transaction
CREATE TABLE fresh (id int PRIMARY KEY, email text, note text);
INSERT INTO fresh VALUES (1, 'a', 'b');
CREATE INDEX fresh_email ON fresh (email);
REINDEX INDEX fresh_email;
