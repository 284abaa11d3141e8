"""Pure mathematics on small arrays: no database, no clock, no settings.

Columns go in (lists, arrays, pandas Series), numbers or small tables come out. Every estimate has its
interval; where there is nothing to go by the answer is NaN, never 0.
"""

from crm_core.stats.chances import poisson_binomial
from crm_core.stats.clusters import ClusterSums, clustered_mean, clustered_share, design_effect, share_of_sum
from crm_core.stats.comparison import log_rank
from crm_core.stats.concentration import Ranking, gini, top_share
from crm_core.stats.discovery import false_discoveries
from crm_core.stats.importance import relative_importance
from crm_core.stats.incidence import CumulativeIncidence, cumulative_incidence
from crm_core.stats.intervals import change_interval, garwood_interval, mean_interval, wilson_interval
from crm_core.stats.matching import matched_pairs, mean_by_draws, standardised_difference
from crm_core.stats.mix import OTHERS, small_parts_together, split_change
from crm_core.stats.pace import expected_half, pace
from crm_core.stats.pairs import Known, Pairs
from crm_core.stats.path_model import ECSI, PathModel, path_model
from crm_core.stats.purchase_model import BgNbd, fit_bg_nbd
from crm_core.stats.resampling import Moments, percentile_interval
from crm_core.stats.scores import net_promoter_score, rank_share, satisfaction_index
from crm_core.stats.spend_model import GammaGamma, fit_gamma_gamma
from crm_core.stats.spread import between_groups
from crm_core.stats.standards import over_dispersion, standardised, standardised_share
from crm_core.stats.steps_up import step_up
from crm_core.stats.survival import SurvivalCurve, ended_by, kaplan_meier

__all__ = [
    "BgNbd",
    "ClusterSums",
    "CumulativeIncidence",
    "ECSI",
    "GammaGamma",
    "Known",
    "Moments",
    "OTHERS",
    "Pairs",
    "PathModel",
    "Ranking",
    "SurvivalCurve",
    "between_groups",
    "change_interval",
    "clustered_mean",
    "clustered_share",
    "cumulative_incidence",
    "design_effect",
    "ended_by",
    "expected_half",
    "false_discoveries",
    "fit_bg_nbd",
    "fit_gamma_gamma",
    "garwood_interval",
    "gini",
    "kaplan_meier",
    "log_rank",
    "matched_pairs",
    "mean_by_draws",
    "mean_interval",
    "net_promoter_score",
    "over_dispersion",
    "pace",
    "path_model",
    "percentile_interval",
    "poisson_binomial",
    "rank_share",
    "relative_importance",
    "satisfaction_index",
    "share_of_sum",
    "small_parts_together",
    "split_change",
    "standardised",
    "standardised_difference",
    "standardised_share",
    "step_up",
    "top_share",
    "wilson_interval",
]
