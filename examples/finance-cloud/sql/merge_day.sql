-- Puts the payments of one day in place of what is there of that day.

CREATE TABLE IF NOT EXISTS finance.payments (
    payment_id STRING, provider STRING, day DATE, country STRING, currency STRING, amount NUMERIC
);

DELETE FROM finance.payments WHERE day IN (SELECT DISTINCT day FROM staging.payments);

INSERT INTO finance.payments (payment_id, provider, day, country, currency, amount)
SELECT payment_id, provider, day, country, currency, amount FROM staging.payments;
