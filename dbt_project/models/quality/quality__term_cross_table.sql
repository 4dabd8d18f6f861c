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
),

pair as (
    select
        concat(
            'same_in_two_tables:', a.figure_key, '@', b.report_id, '/', b.table_id,
            case when b.is_key_figures or a.table_id = b.table_id then concat('/', b.figure_id) else '' end
        ) as identity_id,
        a.figure_id as first_figure_id,
        b.figure_id as second_figure_id,
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

select {{ term("p.identity_id", "same_in_two_tables", "=", "left", "f", rounding="p.rounding") }}
from pair as p
inner join ranked as f on p.second_figure_id = f.figure_id
union all
select {{ term("p.identity_id", "same_in_two_tables", "=", "right", "f", rounding="0") }}
from pair as p
inner join ranked as f on p.first_figure_id = f.figure_id
