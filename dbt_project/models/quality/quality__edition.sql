-- Each report's own print of a figure: of several in one report the first that can be read, as editions are served.
with ranked as (
    select
        f.figure_id,
        f.compared_with_period_id,
        r.edition_date,
        row_number() over (
            partition by f.figure_key, f.report_id order by {{ edition_order("f", "r", "t") }}
        ) as print_number
    from {{ ref('core__figure') }} as f
    inner join {{ ref('core__report') }} as r on f.report_id = r.report_id
    inner join {{ ref('core__report_table') }} as t on f.report_id = t.report_id and f.table_id = t.table_id
    where f.value_status <> 'illegible'
)

select
    f.*,
    r.compared_with_period_id,
    row_number() over (partition by f.figure_key order by r.edition_date asc, f.report_id asc) as edition_number
from {{ ref('quality__checked_figure') }} as f
inner join ranked as r on f.figure_id = r.figure_id
where r.print_number = 1
