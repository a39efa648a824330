"""The store: the only part that knows the database, and the only way anything is kept."""

from pipeline.store.counting import Refused, StatusReport
from pipeline.store.keeping import Store

__all__ = ["Refused", "StatusReport", "Store"]
