{{ config(materialized='table') }}
select shop, sum(amount_cents) as cents
from {{ ref('clean_payments') }}
group by shop
