"""Vector search (向量检索) behind the port `VectorSearch`."""
