"""The verbs of Salesforce."""

from seaway.integrations.salesforce.bulk_querying import bulk_query
from seaway.integrations.salesforce.deduplicating import find_duplicates
from seaway.integrations.salesforce.merging import merge
from seaway.integrations.salesforce.querying import query
from seaway.integrations.salesforce.upserting import upsert

__all__ = ["bulk_query", "find_duplicates", "merge", "query", "upsert"]
