ALTER TABLE orders ADD CONSTRAINT orders_amount_positive CHECK (amount >= 0);
ALTER TABLE orders ADD CONSTRAINT orders_number_filled_slowly CHECK (slowly(number) <> '');
ALTER TABLE orders ALTER COLUMN email SET NOT NULL;
INSERT INTO deployed VALUES ('8');
