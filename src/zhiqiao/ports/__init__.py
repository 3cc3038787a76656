"""Floor 2: the faces of the engines, in the domain's words. An engine is whatever fulfils one of these."""
