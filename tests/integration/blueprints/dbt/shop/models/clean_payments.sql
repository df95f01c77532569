select payment_id, upper(shop) as shop, amount_cents
from {{ ref('payments') }}
where amount_cents >= {{ var('least_cents') }}
