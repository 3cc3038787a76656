"""The baseline (基线): character TF-IDF and a linear support vector machine, as everybody would begin. Only for
measuring; scikit-learn is a tool of development and no part of what is installed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zhiqiao.domain.problems import Problem, Refused
from zhiqiao.services.classing.model import Example, Floats


def linear_scores(train: Sequence[Example], texts: Sequence[str], longest: int) -> tuple[tuple[str, ...], Floats]:
    """The subclasses and one score for each text and subclass: TF-IDF of character n-grams 1 to `longest` (sublinear,
    seen in two texts), one linear SVM (C = 1) for each subclass. Refused where scikit-learn is not installed."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.svm import LinearSVC
    except ImportError as error:
        raise Refused([Problem("baseline_is_installed")]) from error
    words = TfidfVectorizer(analyzer="char", ngram_range=(1, longest), sublinear_tf=True, min_df=2)
    known, asked = words.fit_transform([one.text for one in train]), words.transform(texts)
    codes = tuple(sorted({code for one in train for code in one.codes}))
    scores = np.zeros((len(texts), len(codes)), np.float32)
    for at, code in enumerate(codes):
        wanted = np.array([code in one.codes for one in train])
        scores[:, at] = LinearSVC(C=1.0, random_state=0).fit(known, wanted).decision_function(asked)
    return codes, scores
