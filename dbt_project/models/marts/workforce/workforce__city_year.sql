-- Staff of an organisation by year: what came, went and was ill in the year, and who was there on its last day.
with pivoted as (
    select
        organisation_id,
        area_id,
        area_name,
        {{ calendar_id("start_date", "year") }} as period_id,
        {{ value_of("headcount") }} as headcount_at_end,
        {{ value_of("fte", "double") }} as fte_at_end,
        {{ value_of("joiners") }} as joiners,
        {{ value_of("leavers") }} as leavers,
        {{ value_of("absence_rate", "double") }} as absence_rate,
        {{ value_of("cases_running") }} as cases_running,
        string_agg(withheld_beside, '') as withheld_beside,
        {{ list_of_computed() }} as computed_metrics,
        {{ list_of_qualified() }} as qualified_metrics,
        {{ list_of_breaks() }} as series_break_id,
        {{ list_of_reasons() }} as reason_ids,
        bool_or(has_waived_finding) as has_waived_finding
    from {{ ref('core__mart_value') }}
    where
        area_kind = 'city'
        and breakdown_id is null
        and (
            (grain = 'year' and metric_id in ('joiners', 'leavers', 'absence_rate', 'cases_running'))
            or (
                grain = 'instant'
                and metric_id in ('headcount', 'fte')
                and extract(month from start_date) = 12
                and extract(day from start_date) = 31
            )
        )
    group by organisation_id, area_id, area_name, {{ calendar_id("start_date", "year") }}
    having count(case when metric_id <> 'cases_running' then 1 end) > 0
)

select
    organisation_id,
    area_id,
    area_name,
    period_id,
    {{ period_start("period_id") }} as start_date,
    headcount_at_end,
    fte_at_end,
    joiners,
    leavers,
    {{ unless_withheld(
        "turnover_share", "cast(100.0 * leavers as double) / nullif(headcount_at_end, 0)", "withheld_beside"
    ) }} as turnover_share,
    absence_rate,
    cases_running,
    {{ unless_withheld("cases_per_fte", "cast(cases_running as double) / nullif(fte_at_end, 0)", "withheld_beside") }}
        as cases_per_fte,
    computed_metrics,
    qualified_metrics,
    series_break_id,
    reason_ids,
    has_waived_finding
from pivoted
