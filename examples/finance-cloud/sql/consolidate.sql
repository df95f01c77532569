-- Three exports, one shape. A row without a payment id or amount is no payment, such as PayPal's note on fees.

WITH stripe AS (
    SELECT
        id AS payment_id, 'stripe' AS provider, CAST(created AS DATE) AS day,
        metadata.country AS country, upper(currency) AS currency, amount * 0.01 AS amount
    FROM read_json(
        'raw/stripe.jsonl', format = 'newline_delimited',
        columns = {
            id: 'VARCHAR', created: 'TIMESTAMP', amount: 'DECIMAL(18, 2)', currency: 'VARCHAR',
            metadata: 'STRUCT(country VARCHAR)'
        }
    )
), paypal AS (
    SELECT
        "Transaction ID", 'paypal', CAST(strptime("Date", '%m/%d/%y') AS DATE),
        "Country", "Currency", TRY_CAST("Gross" AS DECIMAL(18, 2))
    FROM read_csv('raw/paypal.csv', header = true, all_varchar = true)
), mastercard AS (
    SELECT
        "Reference", 'mastercard', CAST(strptime("Booked on", '%d/%m/%y') AS DATE),
        "Country", "Currency", TRY_CAST(replace("Amount", ',', '.') AS DECIMAL(18, 2))
    FROM read_csv('raw/mastercard.csv', header = true, delim = ';', all_varchar = true)
)
SELECT payment_id, provider, day, country, currency, CAST(amount AS DECIMAL(18, 2)) AS amount
FROM (SELECT * FROM stripe UNION ALL SELECT * FROM paypal UNION ALL SELECT * FROM mastercard)
WHERE payment_id <> '' AND amount <> 0 AND day = CAST($day AS DATE)
ORDER BY provider, payment_id;
