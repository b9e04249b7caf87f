"""Evidence (G): records of what was agreed, chained, sealed, and verified without us.

Pure, but not part of `shared.domain`: the canonical form of JSON comes from a library (RFC 8785).
"""
