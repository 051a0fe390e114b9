CREATE SCHEMA billing;
CREATE TABLE billing.invoices (id int PRIMARY KEY, email text, note text);
INSERT INTO billing.invoices SELECT i, 'u' || i, 'n' FROM generate_series(1, 1000) i;
-- deploy
ALTER TABLE billing.invoices ADD age int NOT NULL;
