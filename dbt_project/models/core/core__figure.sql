{{ config(post_hook="{{ create_figure_known_on() }}") }}

-- Built only once the gate is empty: dbt skips this model when a test on the rejected cells fails.
-- depends_on: {{ ref('staging__rejected_cell') }}
with keyed as (
    select
        c.*,
        {{ figure_key("c") }} as figure_key
    from {{ ref('staging__cell') }} as c
),

unseen as (
    select distinct report_id, table_id, coalesce(key, '') as key
    from {{ source('raw', 'unseen') }}
),

ranked as (
    select
        k.*,
        t.is_key_figures,
        t.source,
        row_number() over (
            partition by k.figure_key order by {{ edition_order("k", "r", "t") }}
        ) as edition_rank
    from keyed as k
    inner join {{ ref('core__report') }} as r on k.report_id = r.report_id
    inner join {{ ref('core__report_table') }} as t on k.report_id = t.report_id and k.table_id = t.table_id
)

select
    case
        when f.is_key_figures then concat_ws('', f.report_id, '/', f.key_said)
        else
            concat_ws(
                '', f.report_id, '/', f.table_id,
                '/r', cast(f.row_number as string), 'c', cast(f.column_number as string),
                case when f.part = 2 then '.2' else '' end
            )
    end as figure_id,
    f.figure_key,
    f.organisation_id,
    f.metric_id,
    f.area_id,
    f.period_id,
    f.breakdown_id,
    f.category_id,
    f.compared_with_id as compared_with_period_id,
    f.kind,
    f.value,
    f.value_low,
    f.value_high,
    coalesce(f.unit_id, m.unit) as unit,
    case when f.value is not null then f.decimals end as decimals,
    f.scale,
    cast(
        case
            when f.value is null then 0
            -- A count that is printed in full is exact.
            when
                coalesce(f.unit_id, m.unit) = 'count'
                and f.rounded_to is null
                and f.scale <= 1
                and coalesce(f.decimals, 0) = 0
                then 0
            else greatest(0.5 * power(10, -coalesce(f.decimals, 0)), 0.5 * coalesce(f.rounded_to, 0)) * f.scale
        end as decimal(18, 5)
    ) as rounding,
    coalesce(
        f.qualifier_id, case when f.value_low is not null and f.value_status = 'printed' then 'between' else 'exact' end
    ) as qualifier,
    f.value_printed,
    f.value_status,
    f.is_printed_total,
    f.is_provisional,
    f.is_cumulative,
    f.report_id,
    f.table_id,
    f.row_number,
    f.column_number,
    f.document_line,
    f.edition_rank = 1 as is_served,
    f.note,
    f.source,
    u.report_id is not null as is_unseen
from ranked as f
inner join {{ ref('core__metric') }} as m on f.metric_id = m.metric_id
left join unseen as u
    on f.report_id = u.report_id and f.table_id = u.table_id and coalesce(f.key_said, '') = u.key
