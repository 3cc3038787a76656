"""Batch runners (批量计算): one way of keeping and joining tiles, and one file for each engine that computes them."""
