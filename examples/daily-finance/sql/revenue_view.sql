-- What finance looks at. Cancellations are negative payments, so the sums are net of them.

CREATE OR REPLACE VIEW revenue AS
SELECT
    day,
    country,
    provider,
    count(*) FILTER (WHERE amount > 0) AS payments,
    count(*) FILTER (WHERE amount < 0) AS cancellations,
    sum(amount)     AS revenue_gbp,
    sum(amount_eur) AS revenue_eur
FROM payments
GROUP BY day, country, provider
ORDER BY day, country, provider;
