"""Our engines beside those a user would pick instead: one corpus, the same words, one run.

`python -m bench.engines` runs it; docs/reference holds the page it writes.
"""
