"""All metrics, in the order in which people read them."""

from collections.abc import Mapping
from types import MappingProxyType

from network.scorecards.metrics import (
    actions_on_time,
    audit_critical_failures,
    audit_score,
    complaint_rate,
    complaints_within_target,
    falsifications,
    fix_rate,
    local_resolution_rate,
    loyalty_index,
    manual_acknowledgement,
    no_fault_return_rate,
    oldest_open,
    overcharging_cases,
    people_taught,
    repair_within_target,
    repeat_repair_rate,
    report_accuracy,
    report_timeliness,
    satisfaction,
    training_coverage,
    turnaround,
)
from network.scorecards.metrics.metric import Metric
from network.scorecards.rules.catalogue import MetricFacts

METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        metric.code: metric
        for metric in (
            repair_within_target.METRIC,
            turnaround.MEDIAN,
            turnaround.NINE_TENTHS,
            oldest_open.METRIC,
            no_fault_return_rate.METRIC,
            local_resolution_rate.METRIC,
            repeat_repair_rate.METRIC,
            fix_rate.METRIC,
            report_timeliness.METRIC,
            report_accuracy.METRIC,
            audit_score.METRIC,
            audit_critical_failures.METRIC,
            actions_on_time.METRIC,
            complaint_rate.METRIC,
            complaints_within_target.METRIC,
            overcharging_cases.METRIC,
            falsifications.METRIC,
            manual_acknowledgement.METRIC,
            training_coverage.METRIC,
            people_taught.METRIC,
            satisfaction.METRIC,
            loyalty_index.METRIC,
        )
    }
)

FACTS: Mapping[str, MetricFacts] = MappingProxyType({code: metric.facts for code, metric in METRICS.items()})
