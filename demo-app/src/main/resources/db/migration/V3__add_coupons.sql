CREATE TABLE coupons (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code       text NOT NULL,
    percent    integer NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX coupons_code_idx ON coupons (code);

INSERT INTO coupons (code, percent, expires_at)
SELECT upper(md5(i::text)), 5 + i % 20, now() + interval '90 days'
FROM generate_series(1, 20000) AS i;
