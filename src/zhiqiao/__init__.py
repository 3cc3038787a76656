"""Zhiqiao (知桥): the bridge from university patents to the enterprises that need them."""

__version__ = "0.1.0"
