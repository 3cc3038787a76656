"""The national benchmark (全国规模基准): a generated stock of patents and needs, and every stage measured on it."""
