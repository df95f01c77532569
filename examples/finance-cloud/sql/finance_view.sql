-- What finance looks at. Cancellations are negative payments, so the sums are net of them.

CREATE OR REPLACE VIEW finance.revenue AS
SELECT day, country, provider, currency, COUNT(*) AS payments, SUM(amount) AS revenue
FROM finance.payments
GROUP BY day, country, provider, currency;
