"""Embedders (文本向量化) behind the port `Embedder`: the bundled one, and none."""
