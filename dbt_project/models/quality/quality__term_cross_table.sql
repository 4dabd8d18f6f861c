-- The same figure printed twice in one report: the second print against the first.
with ranked as (
    select
        f.*,
        row_number() over (
            partition by f.report_id, f.figure_key
            order by
                f.is_served desc, t.is_leading desc, t.is_key_figures asc, t.position asc, f.figure_id asc
        ) as print_number
    from {{ ref('quality__checked_figure') }} as f
    inner join {{ ref('core__report_table') }} as t on f.report_id = t.report_id and f.table_id = t.table_id
    where f.is_printed_again
),

pair as (
    select
        a.figure_number as first_number,
        b.figure_number as second_number,
        concat_ws(
            '', '@{report}/{table}', case when b.is_key_figures or a.table_id = b.table_id then '/{figure}' else '' end
        ) as about,
        -- Two prints with as many decimals agree to the last digit; a coarser print is the finer, rounded.
        case when a.rounding = b.rounding then 0 else greatest(a.rounding, b.rounding) end as rounding
    from ranked as a
    inner join ranked as b
        on
            a.report_id = b.report_id
            and a.figure_key = b.figure_key
            and a.print_number = 1
            and b.print_number > 1
)

{% set identity = ("same_in_two_tables", "p.second_number", "p.about") -%}
select {{ term(identity, "=", "left", "p.second_number", rounding="p.rounding") }}
from pair as p
union all
select {{ term(identity, "=", "right", "p.first_number", rounding="0") }}
from pair as p
