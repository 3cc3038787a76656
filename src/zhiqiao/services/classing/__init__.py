"""Classing (归类): packs of official tables loaded, put to use and kept; which codes each patent meets, and why.

Not responsible for the rules of matching (domain) nor for our own eight industries, which patents have without a pack.
"""

from zhiqiao.services.classing.hitting import class_all, class_next, class_patents, hits_of, patents_in
from zhiqiao.services.classing.loading import Loaded, activate, load
from zhiqiao.services.classing.showing import Standing, classes_of, pack_of, standing, titles_in

__all__ = [
    "Loaded",
    "Standing",
    "activate",
    "class_all",
    "class_next",
    "class_patents",
    "classes_of",
    "hits_of",
    "load",
    "pack_of",
    "patents_in",
    "standing",
    "titles_in",
]
