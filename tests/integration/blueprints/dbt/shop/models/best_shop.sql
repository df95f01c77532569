{{ config(materialized='table') }}
select shop from {{ ref('revenue') }} order by cents desc limit 1
