{{ config(materialized="table") }}

-- The printed cells that stand in a finding, and in how many findings each stands.
select
    n.identity_id,
    n.rule_id,
    n.status,
    t.side,
    t.coefficient,
    f.figure_id,
    f.figure_key,
    f.report_id,
    f.table_id,
    b.file,
    f.row_number,
    f.column_number,
    f.document_line,
    f.value_printed,
    cast(count(*) over (partition by f.figure_id, n.status) as integer) as findings_of_cell
from {{ ref('quality__finding') }} as n
inner join {{ ref('quality__finding_term') }} as t
    -- A finding about a waiver shows the cells of the identity that the waiver speaks of.
    on
        case when n.rule_id in ('waivers_current', 'waivers_reviewed') then n.scope else n.identity_id end
        = t.identity_id
inner join {{ ref('core__figure') }} as f on t.figure_id = f.figure_id
inner join {{ ref('core__report_table') }} as b on f.report_id = b.report_id and f.table_id = b.table_id
