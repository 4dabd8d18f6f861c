-- The words that the sentence of a finding is filled in with: what it is about, its whole and its parts.
with member as (
    select
        t.identity_id,
        t.rule_id,
        t.side,
        f.*,
        p.grain,
        m.label_nl as metric_nl,
        m.label_en as metric_en,
        a.name as area_name,
        a.kind as area_kind,
        b.label_nl as breakdown_nl,
        b.label_en as breakdown_en,
        c.label_nl as category_nl,
        c.label_en as category_en,
        case when k.kind <> 'realised' then k.label_nl end as kind_nl,
        case when k.kind <> 'realised' then k.label_en end as kind_en
    from {{ ref('quality__finding_term') }} as t
    inner join {{ ref('core__figure') }} as f on t.figure_id = f.figure_id
    inner join {{ ref('core__period') }} as p on f.period_id = p.period_id
    inner join {{ ref('core__metric') }} as m on f.metric_id = m.metric_id
    inner join {{ ref('core__area') }} as a on f.area_id = a.area_id
    left join {{ ref('core__kind') }} as k on f.kind = k.kind
    left join {{ ref('core__breakdown') }} as b on f.breakdown_id = b.breakdown_id
    left join {{ ref('core__category') }} as c on f.breakdown_id = c.breakdown_id and f.category_id = c.category_id
    where t.side <> 'base'
),

-- Of a number that may have been read on another scale: where it stands, and both its readings.
plausible as (
    select
        i.identity_id,
        i.figure_id,
        p.nearest_size,
        p.other_reading,
        f.value_printed,
        f.value,
        concat_ws(
            '', t.file, ' rij ', cast(f.row_number as string), ' kolom ', cast(f.column_number as string)
        ) as place_nl,
        concat_ws(
            '', t.file, ' row ', cast(f.row_number as string), ' column ', cast(f.column_number as string)
        ) as place_en
    from {{ ref('quality__finding_term') }} as i
    inner join {{ ref('quality__plausible') }} as p
        on i.about_number is not distinct from p.about_number and i.about = p.about
    inner join {{ ref('core__figure') }} as f on i.figure_id = f.figure_id
    inner join {{ ref('core__report_table') }} as t on f.report_id = t.report_id and f.table_id = t.table_id
    where i.rule_id = 'plausible'
),

side as (
    select identity_id, side, count(*) as figures
    from member
    group by identity_id, side
),

whole_side as (
    -- The whole stands alone on its side; where each side has one figure, on the right.
    select
        identity_id,
        side,
        row_number() over (
            partition by identity_id order by figures asc, case side when 'right' then 0 else 1 end asc
        ) as preference
    from side
),

spoken_of as (
    select m.identity_id, coalesce(max(p.figure_id), min(m.figure_id)) as figure_id
    from member as m
    inner join whole_side as s on m.identity_id = s.identity_id and m.side = s.side and s.preference = 1
    left join plausible as p on m.identity_id = p.identity_id
    group by m.identity_id
),

whole as (
    select m.*
    from member as m
    inner join whole_side as s on m.identity_id = s.identity_id and m.side = s.side and s.preference = 1
    inner join spoken_of as o on m.identity_id = o.identity_id and m.figure_id = o.figure_id
),

part as (
    select
        m.identity_id,
        case when min(m.grain) = max(m.grain) then min(m.grain) end as grain,
        max(case when m.area_kind = 'group' then 1 else 0 end) = 1 as has_groups,
        min(m.breakdown_nl) as breakdown_nl,
        min(m.breakdown_en) as breakdown_en
    from member as m
    inner join whole_side as s on m.identity_id = s.identity_id and m.side = s.side
    -- The whole of shares is 100, and no figure.
    where s.preference = 2 or m.rule_id = 'shares_add_up'
    group by m.identity_id
),

given_away as (
    select f.figure_id, h.given_away_by
    from {{ ref('quality__withheld') }} as h
    inner join {{ ref('quality__checked_figure') }} as f on h.figure_number = f.figure_number
    where h.given_away_by is not null
)

select
    w.identity_id,
    {% for language in ["nl", "en"] -%}
    concat_ws(
        ', ',
        w.metric_{{ language }},
        w.kind_{{ language }},
        case when w.rule_id <> 'shares_add_up' then w.category_{{ language }} end,
        w.area_name,
        w.period_id
    ) as subject_{{ language }},
    {% endfor -%}
    {{ grain_word("p.grain", ["weken", "maanden", "kwartalen", "tertalen", "halfjaren", "jaren", "delen"]) }}
        as periods_nl,
    {{ grain_word(
        "p.grain", ["weeks", "months", "quarters", "four-month periods", "half-years", "years", "parts"]
    ) }} as periods_en,
    {{ grain_word(
        "w.grain",
        ["weektotaal", "maandtotaal", "kwartaaltotaal", "tertaaltotaal", "halfjaartotaal", "jaartotaal", "totaal"]
    ) }} as period_total_nl,
    {{ grain_word(
        "w.grain",
        ["total of the week", "total of the month", "total of the quarter", "total of the four months",
         "total of the half-year", "total of the year", "total"]
    ) }} as period_total_en,
    case when p.has_groups then 'groepen en teams' else 'teams' end as areas_nl,
    case when p.has_groups then 'groups and teams' else 'teams' end as areas_en,
    w.area_name,
    p.breakdown_nl,
    p.breakdown_en,
    coalesce(w.category_nl, 'het totaal') as category_nl,
    coalesce(w.category_en, 'the total') as category_en,
    s.place_nl,
    s.place_en,
    s.value_printed as printed,
    {{ dutch_text("s.value") }} as reading,
    {{ dutch_text("s.other_reading") }} as other_reading,
    {{ dutch_text("s.nearest_size") }} as nearest,
    {{ given_away_words("g.given_away_by", "nl") }} as by_nl,
    {{ given_away_words("g.given_away_by", "en") }} as by_en
from whole as w
left join part as p on w.identity_id = p.identity_id
left join plausible as s on w.identity_id = s.identity_id
left join given_away as g on w.figure_id = g.figure_id
