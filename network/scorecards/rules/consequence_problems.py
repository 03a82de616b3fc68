"""What can be wrong with the rules of a scheme, each with the place and words that say what to do."""

from network.foundation.documents.problems import Problem
from network.foundation.i18n import lazy as _


class NoCause(Problem):
    code = "no_cause"
    message = _("Say when this rule fires, with one of these fields: %(choices)s.")


class NoEffect(Problem):
    code = "no_effect"
    message = _("Say what follows, with one of these fields: %(choices)s.")


class NoSuchStanding(Problem):
    code = "no_such_standing"
    message = _("There is no standing “%(standing)s”. Name one of these: %(choices)s.")


class NothingUnder(Problem):
    code = "nothing_under"
    message = _("“%(standing)s” is the lowest standing: no site is under it. Name a higher one.")


class NoSuchGate(Problem):
    code = "no_such_gate"
    message = _("This scheme has no gate “%(gate)s”.")


class TooSmall(Problem):
    code = "too_small"
    message = _("Write %(least)s or more, not %(given)s.")


class TooLarge(Problem):
    code = "too_large"
    message = _("Write %(most)s or less, not %(given)s.")


class NotAmount(Problem):
    code = "not_amount"
    message = _("An amount of 0 has no effect. Write what the site is given, or a negative amount that it owes.")


class BadProbability(Problem):
    code = "bad_probability"
    message = _("Write a probability from 0.90 up to, not including, 1; not %(given)s.")


class UnknownCurrency(Problem):
    code = "unknown_currency"
    message = _("“%(currency)s” is no currency. Write its three letters, such as CNY.")


class AmountTooFine(Problem):
    code = "amount_too_fine"
    message = _("%(amount)s has more decimals than %(currency)s (%(digits)s).")


class NoLimit(Problem):
    code = "no_limit"
    message = _("“second_person_above” does not name %(unit)s. Say above which amount a second person must agree.")


class CapOfNoAmount(Problem):
    code = "cap_of_no_amount"
    message = _("Only money and points have a cap. Remove it.")


class CapBelowAmount(Problem):
    code = "cap_below_amount"
    message = _("A cap of %(cap)s is below what the rule gives once (%(amount)s).")


class NotJudged(Problem):
    code = "not_judged"
    message = _("No criterion judges %(metric)s, so sites cannot be compared by it.")


class RewardsBad(Problem):
    code = "rewards_bad"
    message = _("With “%(op)s” this rule rewards the worse values of “%(metric)s”.")


class PunishesGood(Problem):
    code = "punishes_good"
    message = _("With “%(op)s” this rule punishes the better values of “%(metric)s”.")


class SameFactTwice(Problem):
    code = "same_fact_twice"
    message = _(
        "%(metric)s lowers a criterion already, and the same fact is not punished twice. "
        "Mark the rule with “repeats_criterion: true” if that is meant."
    )


class NotGrounds(Problem):
    code = "not_grounds"
    message = _(
        "A suspension or withdrawal is proposed only when a site lies under a standing in two quarters running. "
        "Use “under” with “quarters: 2” or more."
    )


class NoKinds(Problem):
    code = "no_kinds"
    message = _("Name at least one kind of site; without any the rule never fires.")
