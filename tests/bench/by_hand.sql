-- What one engineer would write by hand to check the same raw cells: the yardstick of `make bench`.
--
-- It reads the raw tables of an ingested store, attached as `store`, and the seeds, in the folder that the variable
-- `seeds` names. It knows what reports usually print and no more: it refuses nothing, explains nothing and forgives no
-- odd notation. What it does judge it judges as the models do, and a test compares the two.

-- step: stage

create table said as
select
    report_id,
    table_id,
    scope,
    row_number,
    column_number,
    max(value) filter (where dimension = 'role') as role,
    max(value) filter (where dimension = 'organisation') as organisation,
    max(value) filter (where dimension = 'metric') as metric,
    max(value) filter (where dimension = 'area') as area,
    max(value) filter (where dimension = 'breakdown') as breakdown,
    max(value) filter (where dimension = 'category') as category,
    max(value) filter (where dimension = 'period') as period,
    max(value) filter (where dimension = 'compared_with') as compared_with,
    max(value) filter (where dimension = 'qualifier') as qualifier,
    max(value) filter (where dimension = 'key') as key,
    max(value) filter (where dimension = 'value_read') as value_read,
    max(value) filter (where dimension = 'dash') as dash,
    bool_or(dimension in ('ignore', 'no_number')) as is_no_number,
    bool_or(dimension = 'total') as is_total
from store.raw.axis
group by all;

-- Every printed number with what is said of it; the narrower wins.
create table printed as
select
    c.report_id,
    c.table_id,
    c.row_number,
    c.column_number,
    c.text,
    r.key,
    coalesce(s.organisation, r.organisation, k.organisation, t.organisation) as organisation,
    coalesce(s.metric, r.metric, k.metric, t.metric) as metric,
    coalesce(s.area, r.area, k.area, t.area) as area,
    coalesce(s.breakdown, r.breakdown, k.breakdown, t.breakdown) as breakdown,
    coalesce(s.category, r.category, k.category, t.category) as category,
    coalesce(s.period, r.period, k.period, t.period) as period,
    coalesce(s.compared_with, r.compared_with, k.compared_with, t.compared_with) as compared_with,
    coalesce(s.qualifier, r.qualifier, k.qualifier, t.qualifier) as qualifier,
    coalesce(r.value_read, c.text) as read,
    coalesce(s.dash, r.dash, k.dash, t.dash) as dash,
    coalesce(s.is_total, r.is_total, k.is_total, false) as is_printed_total
from store.raw.cell as c
inner join said as t on t.scope = 'table' and c.report_id = t.report_id and c.table_id = t.table_id
left join said as r
    on
        r.scope = 'row'
        and c.report_id = r.report_id
        and c.table_id = r.table_id
        and c.row_number = r.row_number
left join said as k
    on
        k.scope = 'column'
        and c.report_id = k.report_id
        and c.table_id = k.table_id
        and c.column_number = k.column_number
left join said as s
    on
        s.scope = 'cell'
        and c.report_id = s.report_id
        and c.table_id = s.table_id
        and c.row_number = s.row_number
        and c.column_number = s.column_number
where
    coalesce(s.role, r.role, k.role) is null
    and not coalesce(s.is_no_number, r.is_no_number, k.is_no_number, false)
    and c.text is not null;

create table metric as select * from read_csv(getvariable('seeds') || '/seed__metric.csv', all_varchar = true);

create table category as
select
    breakdown_id,
    category_id,
    label_nl,
    part_of_breakdown_id,
    part_of_category_id,
    is_part_of_whole = 'true' as is_part
from read_csv(getvariable('seeds') || '/seed__category.csv', all_varchar = true)
union all
select distinct breakdown_id, category_id, label_nl, null, part_of_category_id, true from store.raw.category;

create table organisation as
select organisation_id, name, area_id
from read_csv(getvariable('seeds') || '/seed__organisation.csv', all_varchar = true)
union
select organisation_id, name, area_id from store.raw.organisation;

create table area_member as
select area_id, member_area_id from read_csv(getvariable('seeds') || '/seed__area_member.csv', all_varchar = true)
union
select area_id, member_area_id from store.raw.area_member;

create table area as
select area_id, name, kind from read_csv(getvariable('seeds') || '/seed__area.csv', all_varchar = true)
union
select area_id, name, kind from store.raw.area;

create table alias as
select dimension, breakdown_id, lower(label) as label, id, report_id
from read_csv(getvariable('seeds') || '/seed__alias.csv', all_varchar = true)
union all
select dimension, breakdown_id, lower(label), id, report_id from store.raw.alias;

-- What each organisation may call an area: the names in its city, ids, and the aliases of all or of one report.
create table area_word as
with own as (
    select organisation_id, area_id from organisation
    union
    select o.organisation_id, m.member_area_id
    from organisation as o
    inner join area_member as m on o.area_id = m.area_id
    union
    select o.organisation_id, c.area_id
    from organisation as o
    inner join read_csv(getvariable('seeds') || '/seed__city_area.csv', all_varchar = true) as c
        on o.area_id = c.city_area_id
),

word as (
    select o.organisation_id, cast(null as varchar) as report_id, lower(a.name) as label, a.area_id
    from own as o
    inner join area as a on o.area_id = a.area_id
    union all
    select organisation_id, null, area_id, area_id from own
    union all
    select o.organisation_id, l.report_id, l.label, l.id
    from own as o
    inner join alias as l on l.dimension = 'area' and o.area_id = l.id
)

select organisation_id, report_id, label, min(area_id) as area_id from word group by all;

create table category_word as
with word as (
    select breakdown_id, lower(label_nl) as label, category_id from category
    union
    select breakdown_id, category_id, category_id from category
    union
    select breakdown_id, label, id from alias where dimension = 'category'
)

select breakdown_id, label, min(category_id) as category_id from word group by all;

create table period as
with word as (
    select distinct period from printed
    union
    select distinct compared_with from printed where compared_with is not null
    union
    select distinct period from store.raw.report
),

bounds as (
    select
        period,
        case
            when regexp_full_match(period, '\d{4}') then make_date(cast(period as int), 1, 1)
            when regexp_full_match(period, '\d{4}-Q\d')
                then make_date(cast(period[1:4] as int), 3 * cast(period[7:7] as int) - 2, 1)
            when regexp_full_match(period, '\d{4}-H\d')
                then make_date(cast(period[1:4] as int), 6 * cast(period[7:7] as int) - 5, 1)
            when regexp_full_match(period, '\d{4}-\d{2}(/.*)?')
                then make_date(cast(period[1:4] as int), cast(period[6:7] as int), 1)
            when regexp_full_match(period, '\d{4}-\d{2}-\d{2}') then cast(period as date)
        end as start_date,
        case
            when regexp_full_match(period, '\d{4}') then 'year'
            when regexp_full_match(period, '\d{4}-Q\d') then 'quarter'
            when regexp_full_match(period, '\d{4}-H\d') then 'half_year'
            when regexp_full_match(period, '\d{4}-\d{2}') then 'month'
            when regexp_full_match(period, '\d{4}-\d{2}-\d{2}') then 'day'
            else 'interval'
        end as grain
    from word
)

select
    period as period_id,
    start_date,
    case grain
        when 'year' then start_date + interval 1 year - interval 1 day
        when 'half_year' then start_date + interval 6 month - interval 1 day
        when 'quarter' then start_date + interval 3 month - interval 1 day
        when 'month' then start_date + interval 1 month - interval 1 day
        when 'day' then start_date
        else last_day(cast(split_part(period, '/', 2) || '-01' as date))
    end::date as end_date,
    grain,
    case grain when 'day' then 0 when 'month' then 1 when 'quarter' then 2 when 'half_year' then 3 else 4 end as rank
from bounds
where start_date is not null;

create table figure as
with resolved as (
    select
        p.report_id,
        p.table_id,
        p.row_number,
        p.column_number,
        p.key,
        p.organisation as organisation_id,
        coalesce(m.metric_id, l.id) as metric_id,
        coalesce(own.area_id, a.area_id, i.area_id) as area_id,
        case when p.category <> 'whole' then p.breakdown end as breakdown_id,
        case when p.category <> 'whole' then w.category_id end as category_id,
        p.period as period_id,
        p.compared_with,
        p.qualifier,
        p.text,
        p.is_printed_total,
        p.dash,
        trim(regexp_replace(p.read, '€|%|procent', '', 'g')) as bare,
        case
            when p.text[1] = '€' then 'eur'
            when p.text like '%!%' escape '!' or p.text like '%procent' then 'percent'
        end as unit
    from printed as p
    left join metric as m on p.metric = m.metric_id
    left join alias as l on l.dimension = 'metric' and lower(p.metric) = l.label
    left join area_word as own
        on p.organisation = own.organisation_id and p.report_id = own.report_id and lower(p.area) = own.label
    left join area_word as a on a.report_id is null and p.organisation = a.organisation_id and lower(p.area) = a.label
    left join (select area_id from area group by area_id) as i on p.area = i.area_id
    left join category_word as w on p.breakdown = w.breakdown_id and lower(p.category) = w.label
),

read as (
    select
        *,
        case
            when bare in ('-', '–') and dash = 'zero' then 0
            when regexp_full_match(bare, '-?(\d{1,3}([.]\d{3})+|\d+)(,\d+)?')
                then cast(replace(replace(bare, '.', ''), ',', '.') as decimal(18, 4))
        end as value,
        length(split_part(bare, ',', 2)) as decimals
    from resolved
),

keyed as (
    select
        *,
        concat(
            organisation_id, ':', metric_id, ':', area_id, ':', coalesce(breakdown_id || '=' || category_id, '-')
        ) as series_key
    from read
    where metric_id is not null and area_id is not null and (category_id is not null or breakdown_id is null)
)

select
    row_number() over () as figure_no,
    concat(k.report_id, '/', coalesce(k.key, concat(k.table_id, '/r', k.row_number, 'c', k.column_number)))
        as figure_id,
    concat(k.series_key, ':', k.period_id, coalesce('~' || k.compared_with, '')) as figure_key,
    k.series_key,
    dense_rank() over (order by k.series_key) as series_no,
    k.organisation_id,
    k.metric_id,
    k.area_id,
    k.breakdown_id,
    k.category_id,
    k.period_id,
    k.compared_with,
    k.value,
    coalesce(k.unit, m.unit) as unit,
    k.decimals,
    k.text as value_printed,
    k.is_printed_total,
    k.report_id,
    k.table_id,
    k.row_number,
    k.column_number,
    t.is_key_figures,
    r.published,
    case when coalesce(k.unit, m.unit) = 'count' then 0 else 0.5 * power(10, -k.decimals) end::decimal(18, 5)
        as rounding,
    k.value is not null and coalesce(k.qualifier, 'gemiddeld') = 'gemiddeld' as is_exact,
    row_number() over (
        partition by k.series_key, k.period_id, k.compared_with
        order by
            r.published desc, k.report_id desc, t.is_leading desc, t.is_key_figures asc, t.position asc,
            k.row_number asc, k.column_number asc
    ) = 1 as is_served
from keyed as k
inner join metric as m on k.metric_id = m.metric_id
inner join store.raw.report as r on k.report_id = r.report_id
inner join store.raw.report_table as t on k.report_id = t.report_id and k.table_id = t.table_id;

-- step: identities

create table served as select * from figure where is_served and compared_with is null;

-- Every whole with its parts: one row per part, under the id of the identity that they make.
create table part as
with period_pair as (
    select
        w.period_id as whole_period_id,
        p.period_id as part_period_id,
        p.grain,
        p.end_date - p.start_date + 1 as part_days,
        w.end_date - w.start_date + 1 as whole_days
    from period as w
    inner join period as p on w.rank > p.rank and w.start_date <= p.start_date and w.end_date >= p.end_date
),

over_time as (
    select
        case m.over_time when 'sum' then 'sum_over_time' when 'mean' then 'mean_over_time' else 'bounds_over_time' end
            as rule_id,
        m.over_time as adds_up,
        w.figure_no as whole,
        p.figure_no as part,
        concat(w.figure_key, '/', q.grain) as parts_id,
        sum(q.part_days) over (partition by w.figure_no, q.grain) = q.whole_days as is_covered,
        count(*) over (partition by w.figure_no, q.grain) as parts
    from served as w
    inner join metric as m on w.metric_id = m.metric_id and m.over_time in ('sum', 'mean', 'distinct')
    inner join period_pair as q on w.period_id = q.whole_period_id
    inner join served as p on w.series_no = p.series_no and q.part_period_id = p.period_id
),

team as (
    select
        o.organisation_id,
        o.area_id as city_area_id,
        m.member_area_id,
        count(*) over (partition by o.organisation_id) as teams
    from organisation as o
    inner join area_member as m on o.area_id = m.area_id
    inner join area as a on m.member_area_id = a.area_id and a.kind = 'team'
),

over_areas as (
    select
        case m.over_areas
            when 'sum' then 'sum_over_areas' when 'mean' then 'mean_over_areas' else 'overlap_over_areas'
        end as rule_id,
        m.over_areas as adds_up,
        w.figure_no as whole,
        p.figure_no as part,
        concat(w.figure_key, '/teams') as parts_id,
        count(*) over (partition by w.figure_no) = t.teams as is_covered,
        count(*) over (partition by w.figure_no) as parts
    from served as w
    inner join metric as m on w.metric_id = m.metric_id and m.over_areas in ('sum', 'mean', 'overlap', 'distinct')
    inner join team as t on w.organisation_id = t.organisation_id and w.area_id = t.city_area_id
    inner join served as p
        on
            w.organisation_id = p.organisation_id
            and w.metric_id = p.metric_id
            and w.period_id = p.period_id
            and t.member_area_id = p.area_id
            and w.breakdown_id is not distinct from p.breakdown_id
            and w.category_id is not distinct from p.category_id
),

-- The parts of a whole are what no subtotal of the table stands for; of a subtotal, what is said to be a part of it.
below as (
    select breakdown_id, category_id, breakdown_id as whole_breakdown_id, cast(null as varchar) as whole_category_id
    from category where is_part and part_of_category_id is null
    union all
    select breakdown_id, category_id, coalesce(part_of_breakdown_id, breakdown_id), part_of_category_id
    from category where part_of_category_id is not null
),

in_table as (
    select f.*, b.whole_breakdown_id, b.whole_category_id
    from figure as f
    inner join below as b on f.breakdown_id = b.breakdown_id and f.category_id = b.category_id
    where not f.is_key_figures
    union all
    -- Where a table does not print the subtotal, its parts are parts of the whole.
    select f.*, b.whole_breakdown_id, null
    from figure as f
    inner join below as b on f.breakdown_id = b.breakdown_id and f.category_id = b.category_id
    where
        not f.is_key_figures
        and b.whole_category_id is not null
        and not exists (
            select 1
            from figure as s
            where
                f.report_id = s.report_id
                and f.table_id = s.table_id
                and f.area_id = s.area_id
                and f.metric_id = s.metric_id
                and f.period_id = s.period_id
                and b.whole_breakdown_id = s.breakdown_id
                and b.whole_category_id = s.category_id
        )
),

whole_of_table as (
    -- The print of the same report, if it has one.
    select
        m.over_categories as adds_up,
        w.figure_no as whole,
        w.figure_key as whole_key,
        p.figure_no as part,
        concat(p.breakdown_id, '@', p.report_id, '/', p.table_id) as parts_are
    from in_table as p
    inner join metric as m on p.metric_id = m.metric_id and m.over_categories = 'sum'
    inner join figure as w
        on
            p.organisation_id = w.organisation_id
            and p.metric_id = w.metric_id
            and p.area_id = w.area_id
            and p.period_id = w.period_id
            and p.whole_category_id is not distinct from w.category_id
            and case when p.whole_category_id is null then null else p.whole_breakdown_id end
            is not distinct from w.breakdown_id
            and (w.is_served or p.report_id = w.report_id)
    where w.compared_with is null and p.compared_with is null
    qualify
        row_number() over (
            partition by w.figure_key, p.figure_no
            order by p.report_id = w.report_id desc, w.is_served desc, w.figure_id asc
        ) = 1
),

over_categories as (
    select
        'sum_over_categories' as rule_id,
        adds_up,
        whole,
        part,
        concat(whole_key, '/', parts_are) as parts_id,
        true as is_covered,
        count(*) over (partition by whole, parts_are) as parts
    from whole_of_table
)

select * from over_time
union all
select * from over_areas where parts > 1
union all
select * from over_categories where parts > 1;

-- Every figure on a side of an identity.
create table term as
with running as (
    select r.figure_no, r.series_no, r.figure_key, p.grain, p.rank, p.start_date, p.end_date,
        i.figure_no as started, o.figure_no as closed
    from served as r
    inner join metric as m on r.metric_id = m.metric_id and m.inflow_metric_id is not null
    inner join period as p on r.period_id = p.period_id
    left join served as i
        on
            r.organisation_id = i.organisation_id
            and m.inflow_metric_id = i.metric_id
            and r.area_id = i.area_id
            and r.period_id = i.period_id
            and r.breakdown_id is not distinct from i.breakdown_id
            and r.category_id is not distinct from i.category_id
    left join served as o
        on
            r.organisation_id = o.organisation_id
            and m.outflow_metric_id = o.metric_id
            and r.area_id = o.area_id
            and r.period_id = o.period_id
            and r.breakdown_id is not distinct from o.breakdown_id
            and r.category_id is not distinct from o.category_id
),

stock as (
    select
        'stock_over_time' as rule_id,
        l.figure_key as scope,
        [('left', 1, n.figure_no), ('left', -1, n.closed), ('left', 1, l.started), ('right', 1, l.figure_no)] as sides
    from running as n
    inner join running as l on n.series_no = l.series_no and n.grain = l.grain and n.end_date + 1 = l.start_date
    where n.closed is not null and l.started is not null
    union all
    select
        'stock_in_period',
        concat(w.figure_key, '/', f.grain),
        [('left', 1, f.figure_no), ('left', -1, f.started), ('left', 1, w.started), ('right', 1, w.figure_no)]
    from running as w
    inner join running as f on w.series_no = f.series_no and w.start_date = f.start_date and w.rank > f.rank
    where w.started is not null and f.started is not null
    union all
    select
        'stock_in_period',
        concat(w.figure_key, '/', f.grain, ':end'),
        [('left', 1, f.figure_no), ('left', -1, f.closed), ('left', 1, w.closed), ('right', 1, w.figure_no)]
    from running as w
    inner join running as f on w.series_no = f.series_no and w.end_date = f.end_date and w.rank > f.rank
    where w.closed is not null and f.closed is not null
),

again as (
    select
        *,
        row_number() over print as print_number,
        first_value(figure_no) over print as first_print
    from figure
    window print as (
        partition by report_id, figure_key order by is_served desc, is_key_figures asc, figure_id asc
    )
),

edition as (
    select *, lag(figure_no) over (partition by figure_key order by published, report_id) as before
    from again
    where print_number = 1
),

share as (
    select
        s.figure_no,
        concat(s.figure_key, '@', s.report_id) as scope,
        first(p.figure_no order by p.report_id = s.report_id desc, p.is_served desc, p.figure_id) as part,
        first(w.figure_no order by w.report_id = s.report_id desc, w.is_served desc, w.figure_id) as whole
    from edition as s
    inner join metric as m on s.metric_id = m.metric_id and m.share_of_metric_id = m.part_metric_id
    inner join figure as p
        on
            s.organisation_id = p.organisation_id
            and m.part_metric_id = p.metric_id
            and s.area_id = p.area_id
            and s.period_id = p.period_id
            and s.breakdown_id = p.breakdown_id
            and s.category_id = p.category_id
    inner join figure as w
        on
            s.organisation_id = w.organisation_id
            and m.share_of_metric_id = w.metric_id
            and s.area_id = w.area_id
            and s.period_id = w.period_id
            and w.breakdown_id is null
    group by all
)

select distinct
    rule_id,
    parts_id as scope,
    '=' as relation,
    'right' as side,
    'sum' as combine,
    1 as coefficient,
    whole as figure_no,
    is_covered
from part where adds_up = 'sum'
union all
select rule_id, parts_id, '=', 'left', 'sum', 1, part, is_covered from part where adds_up = 'sum'
union all
select distinct rule_id, concat(parts_id, ':from'), '<=', 'right', 'sum', 1, whole, adds_up <> 'mean' or is_covered
from part where adds_up <> 'sum'
union all
select rule_id, concat(parts_id, ':from'), '<=', 'left', case adds_up when 'mean' then 'min' else 'max' end, 1, part,
    adds_up <> 'mean' or is_covered
from part where adds_up <> 'sum'
union all
select distinct rule_id, concat(parts_id, ':to'), '<=', 'left', 'sum', 1, whole, is_covered
from part where adds_up <> 'sum'
union all
select rule_id, concat(parts_id, ':to'), '<=', 'right', case adds_up when 'mean' then 'max' else 'sum' end, 1, part,
    is_covered
from part where adds_up <> 'sum'
union all
select rule_id, scope, '=', side[1], 'sum', side[2], side[3], true
from (select rule_id, scope, unnest(sides) as side from stock)
union all
select
    'same_in_two_tables',
    concat(figure_key, '@', report_id, '/', table_id, case when is_key_figures then concat('/', figure_id) else '' end),
    '=',
    unnest(['left', 'right']),
    'sum',
    1,
    unnest([figure_no, first_print]),
    true
from again where print_number > 1
union all
select
    'same_in_two_reports',
    concat(figure_key, '@', report_id),
    '=',
    unnest(['right', 'left']),
    'sum',
    1,
    unnest([before, figure_no]),
    true
from edition where before is not null
union all
select
    'share_of_whole',
    scope,
    '=',
    unnest(['left', 'base', 'right']),
    'sum',
    unnest([100, 1, 1]),
    unnest([part, whole, figure_no]),
    true
from share;

create table identity as
with side as (
    select
        t.rule_id,
        t.scope,
        t.relation,
        t.side,
        case max(t.combine) when 'min' then min(t.coefficient * f.value) when 'max' then max(t.coefficient * f.value)
            else sum(t.coefficient * f.value) end as value,
        case max(t.combine) when 'sum' then sum(f.rounding) else max(f.rounding) end as rounding,
        max(t.combine) as combine,
        bool_and(f.is_exact and t.is_covered) as is_known,
        count(*) as terms
    from term as t
    inner join figure as f on t.figure_no = f.figure_no
    group by all
),

paired as (
    select
        rule_id,
        scope,
        relation,
        max(value) filter (where side = 'left') as left_sum,
        max(value) filter (where side = 'base') as base,
        max(value) filter (where side = 'right') as right_value,
        coalesce(sum(rounding) filter (where side = 'left'), 0) as left_rounding,
        coalesce(sum(rounding) filter (where side = 'right'), 0) as right_rounding,
        bool_or(combine <> 'sum') as is_order,
        bool_and(is_known) as is_known,
        sum(terms) as terms
    from side
    group by all
),

compared as (
    select
        *,
        case when base is null then left_sum else left_sum / nullif(base, 0) end as left_value,
        case when is_order then 0 else left_rounding + right_rounding end as tolerance
    from paired
),

-- Each number against what its metric can be, and each table by team against the teams that there are.
range as (
    select
        m.metric_id,
        cast(coalesce(m.minimum, u.minimum) as decimal(18, 4)) as minimum,
        cast(coalesce(m.maximum, u.maximum) as decimal(18, 4)) as maximum
    from metric as m
    left join read_csv(getvariable('seeds') || '/seed__unit.csv', all_varchar = true) as u on m.unit = u.unit
),

ranged as (
    select
        concat('value_in_range:', f.figure_key, '@', f.figure_id, ':from') as identity_id,
        r.minimum as left_value,
        f.value as right_value
    from figure as f
    inner join range as r on f.metric_id = r.metric_id and r.minimum is not null
    where f.value is not null
    union all
    select concat('value_in_range:', f.figure_key, '@', f.figure_id, ':to'), f.value, r.maximum
    from figure as f
    inner join range as r on f.metric_id = r.metric_id and r.maximum is not null
    where f.value is not null
),

by_team as (
    select
        concat(
            'every_area_printed:', f.organisation_id, ':', f.metric_id, ':', f.period_id, '@', f.report_id, '/', f.table_id
        ) as identity_id,
        count(distinct f.area_id) as left_value,
        any_value(t.teams) as right_value
    from figure as f
    inner join (
        select o.organisation_id, a.area_id, count(*) over (partition by o.organisation_id) as teams
        from organisation as o
        inner join area_member as m on o.area_id = m.area_id
        inner join area as a on m.member_area_id = a.area_id and a.kind = 'team'
    ) as t on f.organisation_id = t.organisation_id and f.area_id = t.area_id
    where not f.is_key_figures and f.breakdown_id is null
    group by f.organisation_id, f.metric_id, f.period_id, f.report_id, f.table_id
    having count(distinct f.area_id) > 1
)

select
    concat(rule_id, ':', scope) as identity_id,
    rule_id,
    relation,
    cast(left_value as decimal(18, 4)) as left_value,
    right_value,
    cast(tolerance as decimal(18, 4)) as tolerance,
    case
        when not is_known or left_value is null or right_value is null then 'not_evaluable'
        when relation = '=' and abs(left_value - right_value) <= tolerance + 0.0001 then 'holds'
        when relation = '<=' and left_value <= right_value + tolerance then 'holds'
        else 'fails'
    end as verdict,
    terms
from compared
union all
select
    identity_id, 'value_in_range', '<=', left_value, right_value, 0,
    case when left_value <= right_value then 'holds' else 'fails' end, 2
from ranged
union all
select
    identity_id, 'every_area_printed', '=', left_value, right_value, 0,
    case when left_value = right_value then 'holds' else 'fails' end, 2
from by_team;

create table finding as select * from identity where verdict = 'fails';
