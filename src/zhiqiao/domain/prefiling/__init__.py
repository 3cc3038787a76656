"""Before filing (申请前): the facts of a disclosed invention, the scored sheet of its evaluation, the inventors'
award."""
