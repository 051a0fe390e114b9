CREATE INDEX orders_email_idx ON orders (lower(email), created_at);
