"""Matching (匹配): features, fusion and explanation over facts. Engines find candidates; what fits is judged here."""
