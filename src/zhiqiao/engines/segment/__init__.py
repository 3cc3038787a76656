"""Segmentation (切词) behind the port `Segmenter`: the one way texts become terms for every index."""
