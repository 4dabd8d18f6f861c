{{ config(materialized="table") }}

-- Every table of every report under a number, by which all that is about its cells is joined.
select
    cast(row_number() over (order by t.report_id, t.position, t.table_id) as integer) as table_key,
    t.report_id,
    t.table_id,
    r.organisation as organisation_id,
    t.file,
    t.position,
    t.is_leading,
    t.is_key_figures
from {{ source('raw', 'report_table') }} as t
left join {{ source('raw', 'report') }} as r on t.report_id = r.report_id
