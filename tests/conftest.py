"""Settings for all tests: property tests are seeded, so that a red run can be run again."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("hoso", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("hoso")
