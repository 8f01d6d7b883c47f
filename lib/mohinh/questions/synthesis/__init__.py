"""Synthesis: do the provinces agree? Estimates made apart, put together and compared.

Each study (a province, a district, a model group) gives an estimate y_i on an additive scale, such
as log(O / E), with its sampling variance v_i. Random effects: y_i = μ + u_i + e_i, Var u_i = τ²,
Var e_i = v_i. τ² says how much the true values differ, the prediction interval where the next
study's would lie; μ alone answers for none of them.

heterogeneity   τ² by seven estimators, I², Q
pooling         the pooled estimate, shrunken estimates, one study left out at a time
moderation      meta-regression on one moderator
"""

from mohinh.questions.synthesis.heterogeneity import Method
from mohinh.questions.synthesis.moderation import Coefficient, MetaRegression, meta_regression
from mohinh.questions.synthesis.pooling import (
    Combined,
    MetaAnalysis,
    Test,
    combine,
    leave_one_out,
    meta_analysis,
)

__all__ = [
    "Coefficient",
    "Combined",
    "MetaAnalysis",
    "MetaRegression",
    "Method",
    "Test",
    "combine",
    "leave_one_out",
    "meta_analysis",
    "meta_regression",
]
