-- Puts the payments of one day in place of what is there of that day: all of it or nothing, so that
-- running a day twice leaves one copy. Amounts are DECIMAL from the file to the view.

CREATE TABLE IF NOT EXISTS payments (
    payment_id VARCHAR NOT NULL,
    provider   VARCHAR NOT NULL,
    paid_at    TIMESTAMP NOT NULL,
    day        DATE NOT NULL,
    country    VARCHAR,
    customer   VARCHAR,
    sku        VARCHAR,
    item       VARCHAR,
    quantity   INTEGER NOT NULL,
    currency   VARCHAR NOT NULL,
    amount     DECIMAL(18, 2) NOT NULL,
    rate       DECIMAL(18, 6) NOT NULL,
    rate_date  DATE NOT NULL,
    amount_eur DECIMAL(18, 2) NOT NULL
);

CREATE OR REPLACE TEMP TABLE incoming AS
SELECT * FROM read_csv(
    '*/payments.csv',
    header = true,
    auto_detect = false,
    delim = ',',
    quote = '"',
    escape = '"',
    columns = {
        payment_id: 'VARCHAR', provider: 'VARCHAR', paid_at: 'TIMESTAMP', day: 'DATE', country: 'VARCHAR',
        customer: 'VARCHAR', sku: 'VARCHAR', item: 'VARCHAR', quantity: 'INTEGER', currency: 'VARCHAR',
        amount: 'DECIMAL(18, 2)', rate: 'DECIMAL(18, 6)', rate_date: 'DATE', amount_eur: 'DECIMAL(18, 2)'
    }
);

-- As many rows as were standardized, each payment once; else nothing is changed.
SELECT CASE
    WHEN count(*) <> CAST($expected AS BIGINT)
        THEN error(format('{} rows came in, {} are expected', count(*), CAST($expected AS BIGINT)))
    WHEN count(DISTINCT payment_id) <> count(*)
        THEN error('a payment id stands twice among the payments of the day')
END
FROM incoming;

DELETE FROM payments WHERE day = CAST($day AS DATE);

INSERT INTO payments BY NAME SELECT * FROM incoming;
