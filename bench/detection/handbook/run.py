"""The handbook's world, judged by its protocol."""

from dataclasses import asdict
from typing import Any

from bench.detection.contestants import Contestant, amount_score, random_score
from bench.detection.handbook.folds import over_folds
from bench.detection.handbook.protocol import BOOK, HISTORY, Protocol, TestWeeks
from bench.detection.run import DEFAULT, FIRST, LABEL_DELAY, Setting, batches, shipped
from fraudctl.backtest.trial import Trial
from handlers.decision.entity.feature import DAY
from simulation import HANDBOOK, World


def measure_handbook(setting: Setting, protocol: Protocol = BOOK) -> dict[str, Any]:
    """Return the figures of all scores: of each fold, their mean and their standard deviation."""
    default, first = (Trial(shipped(name), label_delay=LABEL_DELAY) for name in (DEFAULT, FIRST))
    start = World(seed=setting.seed, name=HANDBOOK).first_millisecond
    weeks, tests_from = TestWeeks(protocol, start), start + protocol.folds[0].test.start * DAY
    known_from = tests_from - HISTORY * DAY
    names = ("default strategy", "the seed's rules", "amount alone", "random")
    folds = [{name: Contestant() for name in names} for _ in protocol.folds]
    transactions, tested, frauds = 0, [0] * len(folds), [0] * len(folds)
    for every in batches(setting.payments()):
        transactions += len(every)
        known = [past for past in every if past.transaction.timestamp >= known_from]
        places = [weeks.fold(past) for past in known]
        learned = sum(past.transaction.timestamp < tests_from for past in known)
        default.learn(known[:learned])
        some, places = known[learned:], places[learned:]
        decisions = default.decide_all(some)
        # The first default knows no past, so that it need not see what is not tested.
        by_first = iter(first.decide_all([past for past, fold in zip(some, places, strict=True) if fold is not None]))
        for past, fold, decision in zip(some, places, decisions, strict=True):
            if fold is None:
                continue
            tested[fold] += 1
            frauds[fold] += past.fraudulent
            scores = (decision.score, next(by_first).score, amount_score(past), random_score(past))
            for contestant, score in zip(folds[fold].values(), scores, strict=True):
                contestant.add(past, score)
    return {
        "setting": asdict(setting),
        "protocol": asdict(protocol),
        "transactions": transactions,
        "tested": tested,
        "tested_frauds": frauds,
        "scores": {name: over_folds([fold[name] for fold in folds]) for name in names},
    }
