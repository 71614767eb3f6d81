"""Recall@k: the share of a query's relevant passages among the first k, averaged over the queries that have any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assist.evaluation.figures import Figure, Figures

DEPTHS = (1, 5, 10)


def recall_figures(relevant: Mapping[str, frozenset[str]], ranked: Mapping[str, Sequence[str]]) -> Figures:
    """`recall@1`, `@5` and `@10` of the queries in `ranked` (query id -> passage ids, best first)."""
    asked = [(relevant[query], ids) for query, ids in ranked.items() if relevant.get(query)]
    return {
        f"recall@{k}": Figure(sum(len(gold & set(ids[:k])) / len(gold) for gold, ids in asked) / len(asked), len(asked))
        for k in DEPTHS
        if asked
    }
