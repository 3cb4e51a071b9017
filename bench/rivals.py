"""The same task done with recordlinkage and with plain Splink, as their manuals show; each knows the kinds only."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

_TEXTS = {"person_name", "given_name", "family_name", "company", "address", "street", "city", "text", "email"}


def _blocks(kinds: dict[str, str]) -> list[tuple[str, ...]]:
    """Every column that tells people apart, and pairs of the others."""
    weak = {"gender", "region", "text", "house_number", "city"}
    single = [(name,) for name, kind in kinds.items() if kind not in weak]
    double = list(combinations([name for name, kind in kinds.items() if kind in weak - {"gender"}], 2))
    return [*single, *double]


def _groups(rows: int, left: np.ndarray, right: np.ndarray) -> pd.Series:
    """Connected components."""
    root = list(range(rows))

    def find(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        root[find(a)] = find(b)
    groups = pd.Series([find(one) for one in range(rows)])
    return groups.where(groups.map(groups.value_counts()) > 1, -1)


def recordlinkage_ecm(frame: pd.DataFrame, kinds: dict[str, str]) -> pd.Series:
    """Blocking, Jaro-Winkler or equality, expectation conditional maximisation, connected components."""
    import recordlinkage

    frame = frame.reset_index(drop=True).astype(object)
    frame = frame.where(frame != "", None)
    indexer = recordlinkage.Index()
    for block in _blocks(kinds):
        indexer.block(list(block))
    pairs = indexer.index(frame)
    compare = recordlinkage.Compare()
    for name, kind in kinds.items():
        if kind in _TEXTS:
            compare.string(name, name, method="jarowinkler", threshold=0.85)
        else:
            compare.exact(name, name)
    features = compare.compute(pairs, frame)
    found = recordlinkage.ECMClassifier(binarize=0.5).fit_predict((features > 0.5).astype(int))
    left, right = (np.array(found.get_level_values(level), dtype=int) for level in (0, 1))
    return _groups(len(frame), left, right)


def plain_splink(frame: pd.DataFrame, kinds: dict[str, str]) -> pd.Series:
    """Splink's own comparisons for each kind, trained by expectation maximisation."""
    import logging

    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    columns = {name: f"c{at}" for at, name in enumerate(kinds)}
    table = frame.rename(columns=columns)[list(columns.values())].replace("", None)
    table.insert(0, "unique_id", range(len(table)))
    comparisons = []
    for name, kind in kinds.items():
        column = columns[name]
        if kind in {"given_name", "family_name", "person_name"}:
            comparisons.append(cl.NameComparison(column))
        elif kind == "email":
            comparisons.append(cl.EmailComparison(column))
        elif kind in _TEXTS:
            comparisons.append(cl.JaroWinklerAtThresholds(column, [0.9, 0.7]))
        elif kind in {"date", "phone", "mobile", "id_number", "postcode"}:
            comparisons.append(cl.DamerauLevenshteinAtThresholds(column, [1, 2]))
        else:
            comparisons.append(cl.ExactMatch(column))
    rules = [block_on(*(columns[name] for name in block)) for block in _blocks(kinds)]
    settings = SettingsCreator(
        link_type="dedupe_only", blocking_rules_to_generate_predictions=rules, comparisons=comparisons
    )
    linker = Linker(table, settings, DuckDBAPI(), set_up_basic_logging=False)
    linker.training.estimate_probability_two_random_records_match(rules[:2], recall=0.7)
    linker.training.estimate_u_using_random_sampling(1e6, seed=1)
    for rule in rules[:4]:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    return _groups(len(frame), predicted["unique_id_l"].to_numpy(), predicted["unique_id_r"].to_numpy())
