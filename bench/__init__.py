"""Benchmarks (基准测试): what is measured, how, and from which generated data. Not part of the product's wheel."""
