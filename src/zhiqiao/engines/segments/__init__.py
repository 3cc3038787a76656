"""The segment store (段存储): tables of arrays on disk that grow by whole segments, under one atomic manifest.

Forward index, columns and vectors lie on it. Not responsible for what the numbers mean.
"""
