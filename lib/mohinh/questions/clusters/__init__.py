"""Clusters: are communes alike their neighbours, and where do high or low ones lie together?

What is compared
----------------
Each commune's rate or share, in standard deviations of its own (`rates.standardised`): small
communes vary more by chance, and would otherwise make the extremes. Neighbours are communes that
touch, in a border or a point; all neighbours of a commune count alike. Chance is shown by dealing
the values out to the communes anew, many times, from a seed. Among as many communes as a province
has, some look remarkable by chance: local results are held against the false discovery rate
(Benjamini and Hochberg 1995), so that at most a stated share of those named is there by chance, on
average.

weights         who is next to whom, in one vintage, with a stated policy for islands
permutations    how often chance gives as much
statistics      Moran's I of all; local Moran and Getis-Ord Gi* of each commune
autocorrelation the answer: all of them together, and each by itself
"""

from mohinh.questions.clusters.autocorrelation import (
    KINDS,
    LEAST_COMMUNES,
    Clusters,
    Global,
    find_clusters,
)
from mohinh.questions.clusters.weights import Islands, Weights, commune_weights

__all__ = [
    "KINDS",
    "LEAST_COMMUNES",
    "Clusters",
    "Global",
    "Islands",
    "Weights",
    "commune_weights",
    "find_clusters",
]
