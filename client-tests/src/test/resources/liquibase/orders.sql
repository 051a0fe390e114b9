--liquibase formatted sql

--changeset shop:totals splitStatements:true
-- What the report reads.
CREATE INDEX orders_total ON orders (total);
CREATE VIEW totals AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id;
--rollback DROP VIEW totals;
--rollback DROP INDEX orders_total;

--changeset shop:function splitStatements:false
CREATE FUNCTION total_of(customer bigint) RETURNS numeric LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT sum(total) FROM orders WHERE customer_id = customer);
END $$;
--rollback DROP FUNCTION total_of(bigint);

--changeset shop:concurrent runInTransaction:false
CREATE INDEX CONCURRENTLY orders_coupon_id ON orders (coupon_id);
--rollback DROP INDEX CONCURRENTLY orders_coupon_id;

--changeset shop:taken-back runInTransaction:false
CREATE INDEX orders_email_total ON orders (email, total);
--rollback DROP INDEX orders_email_total;
