"""The policy and the law as pure functions of facts, today and the bank holidays.

No database, no screen, no clock. Clauses (AR-8, CP-12 …) and law items (L1.4 …) are
those of
`docs/policy/clauses.md` and `docs/policy/law.md`.
"""
