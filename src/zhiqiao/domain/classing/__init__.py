"""Classing (分类): packs of official tables as data, their rules, and which rows a patent's classes and words meet.

No table is written here: what a pack holds is loaded by whoever has the official file.
"""
