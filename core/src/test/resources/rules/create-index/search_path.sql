CREATE SCHEMA billing;
CREATE TABLE billing.invoices (id int PRIMARY KEY, email text, note text);
INSERT INTO billing.invoices SELECT i, 'u' || i, 'n' FROM generate_series(1, 1000) i;
CREATE TABLE users (id int PRIMARY KEY, email text, note text);
-- deploy
SET search_path = billing, public;
CREATE INDEX invoices_email ON invoices (email);
CREATE INDEX users_email ON users (email);
