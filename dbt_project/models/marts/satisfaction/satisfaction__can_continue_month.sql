-- Of the clients whose case closed and for whom it is known: how many can go on without support, by month.
with answer as (
    select
        organisation_id,
        area_id,
        area_name,
        area_kind,
        period_id,
        start_date,
        cast(max(case when category_id = 'yes' then value end) as bigint) as can_continue_yes,
        cast(max(case when category_id = 'no' then value end) as bigint) as can_continue_no,
        {{ list_of_computed("concat_ws('', 'can_continue_', category_id)") }} as computed_metrics,
        {{ list_of_qualified() }} as qualified_metrics,
        {{ list_of_breaks() }} as series_break_id,
        {{ list_of_reasons() }} as reason_ids,
        bool_or(has_waived_finding) as has_waived_finding
    from {{ ref('core__mart_value') }}
    where
        metric_id = 'cases_closed'
        and breakdown_id = 'can_continue'
        and category_id in ('yes', 'no')
        and grain = 'month'
    group by organisation_id, area_id, area_name, area_kind, period_id, start_date
)

select
    organisation_id,
    area_id,
    area_name,
    area_kind,
    period_id,
    start_date,
    can_continue_yes,
    can_continue_no,
    can_continue_yes + can_continue_no as can_continue_known,
    cast(100.0 * can_continue_yes as double) / nullif(can_continue_yes + can_continue_no, 0)
        as can_continue_known_share,
    computed_metrics,
    qualified_metrics,
    series_break_id,
    reason_ids,
    has_waived_finding
from answer
