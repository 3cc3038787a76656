"""Classing (归类): packs of official tables loaded, put to use and kept; which codes each patent meets, and why; IPC
subclasses suggested for new texts.

Not responsible for the rules of matching (domain) nor for our own eight industries, which patents have without a pack.
"""

from zhiqiao.services.classing.hitting import class_all, class_next, class_patents, hits_of
from zhiqiao.services.classing.loading import Loaded, activate, load, receive
from zhiqiao.services.classing.measuring import measure
from zhiqiao.services.classing.reference import suggester_markdown
from zhiqiao.services.classing.showing import (
    Classes,
    Entry,
    Standing,
    classes_of,
    pack_of,
    patents_in,
    rows_of,
    standing,
    titles_in,
)
from zhiqiao.services.classing.suggesting import Example, Suggested, examples_of_file, model_in_use, suggest, train

__all__ = [
    "Classes",
    "Entry",
    "Example",
    "Loaded",
    "Standing",
    "Suggested",
    "activate",
    "class_all",
    "class_next",
    "class_patents",
    "classes_of",
    "examples_of_file",
    "hits_of",
    "load",
    "measure",
    "model_in_use",
    "pack_of",
    "patents_in",
    "receive",
    "rows_of",
    "standing",
    "suggest",
    "suggester_markdown",
    "titles_in",
    "train",
]
