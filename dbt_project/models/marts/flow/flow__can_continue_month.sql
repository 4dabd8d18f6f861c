-- Cases closed by whether the client can go on without support, each category beside the whole, by month.
select
    part.organisation_id,
    part.area_id,
    part.area_name,
    part.area_kind,
    part.category_id,
    part.category_label_nl,
    part.category_label_en,
    part.period_id,
    part.start_date,
    cast(part.value as bigint) as cases_closed,
    {{ unless_withheld(
        "cases_closed_share",
        "100.0 * cast(part.value as double) / nullif(cast(whole.value as double), 0)",
        "part.withheld_beside"
    ) }} as cases_closed_share,
    cast(whole.value as bigint) as cases_closed_base,
    nullif(
        concat_ws(
            ', ',
            case when part.is_computed then 'cases_closed' end,
            case when whole.is_computed then 'cases_closed_base' end
        ),
        ''
    ) as computed_metrics,
    case when part.qualifier <> 'exact' then part.metric_id || ': ' || part.qualifier end as qualified_metrics,
    part.series_break_id,
    part.reason_ids,
    part.has_waived_finding
from {{ ref('core__mart_value') }} as part
left join {{ ref('core__mart_value') }} as whole
    on
        part.organisation_id = whole.organisation_id
        and part.metric_id = whole.metric_id
        and part.area_id = whole.area_id
        and part.period_id = whole.period_id
        and part.grain = whole.grain
        and whole.breakdown_id is null
where
    part.metric_id = 'cases_closed'
    and part.breakdown_id = 'can_continue'
    and part.grain = 'month'
